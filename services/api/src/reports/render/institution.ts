import { siteSettingsOf } from '@hadir/contracts';
import type { Database } from '@hadir/db';
import { AppError, type ObjectStore } from '@hadir/platform';

/** Whose report it is; without a name or a logo, the place stays empty. */
export type Institution = { readonly name: string; readonly logo: Buffer | null };

type Deps = { readonly database: Pick<Database, 'siteSettings'>; readonly objects: Pick<ObjectStore, 'get'> };

export async function readInstitution({ database, objects }: Deps): Promise<Institution> {
  const { institution } = siteSettingsOf(await database.siteSettings.read());
  const { name, logoKey } = institution;
  return { name: name ?? '', logo: logoKey === null ? null : await readLogo(objects, logoKey) };
}

/** A logo that is gone from the store is no reason to have no report. */
async function readLogo(objects: Pick<ObjectStore, 'get'>, key: string): Promise<Buffer | null> {
  try {
    return await objects.get(key);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return null;
    throw error;
  }
}
