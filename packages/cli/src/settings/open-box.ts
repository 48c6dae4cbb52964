import type { SecretBox } from '@hadir/platform';
import { CliError } from '../cli-error.ts';
import type { Context } from '../command/context.ts';

/** The keys of a variable; each may come from a file (TEMPLATE_KEY_FILE, BACKUP_KEY_FILE). */
export async function openBox(
  { settings }: Context,
  name: 'TEMPLATE_KEY_SECRET' | 'BACKUP_KEY_SECRET',
): Promise<SecretBox> {
  const { createSecretBox } = await import('@hadir/platform');
  const keys = settings.need(name);
  try {
    return createSecretBox(keys);
  } catch (error) {
    const message = `${name}: ${error instanceof Error ? error.message : String(error)}.`;
    throw new CliError('bad-key', message, 'Mend it; `hadir doctor` shows how to make a key.', error);
  }
}
