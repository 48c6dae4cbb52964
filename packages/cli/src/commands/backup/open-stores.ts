import type { BackupStores } from '@hadir/contracts';
import type { ObjectStore } from '@hadir/platform';
import type { Context } from '../../command/context.ts';

/** An object holds a person's photos, and may be tens of megabytes. */
const REQUEST_TIMEOUT_MS = 120_000;

/** Where backups are: what is given, else BACKUP_STORE_URL, and BACKUP_KEYS_URL where the keys are kept apart. */
export async function openStores(
  { settings, closeLater }: Context,
  given: { readonly from?: string | undefined; readonly keysFrom?: string | undefined } = {},
): Promise<BackupStores<ObjectStore>> {
  const { createObjectStore } = await import('@hadir/platform');
  const from = given.from ?? settings.need('BACKUP_STORE_URL');
  const keysFrom = given.keysFrom ?? settings.get('BACKUP_KEYS_URL') ?? from;
  const open = (url: string): ObjectStore =>
    closeLater(createObjectStore(url, { requestTimeoutMs: REQUEST_TIMEOUT_MS }));
  const objects = open(from);
  return { objects, keys: keysFrom === from ? objects : open(keysFrom) };
}
