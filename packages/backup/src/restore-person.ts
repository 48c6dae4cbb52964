import { createHash } from 'node:crypto';
import type { PersonRows } from '@hadir/db';
import { AppError, DependencyUnavailable } from '@hadir/platform';
import { personContext } from './back-up-person.ts';
import { type DataKey, openDataKey } from './data-keys.ts';
import type { ManifestPerson } from './manifest.ts';
import { decodePerson, type PersonContent } from './person-content.ts';
import type { RestoreDeps } from './restore.ts';
import { sealTemplates } from './sealed-person.ts';

export type PersonRestore =
  | { readonly state: 'restored'; readonly photos: number; readonly templates: number }
  | { readonly state: 'already-there' }
  | { readonly state: 'erased' }
  | { readonly state: 'damaged'; readonly reason: string };

type Deps = Pick<RestoreDeps, 'rows' | 'photos' | 'stores' | 'templateBox' | 'backupBox'>;

/** What is wrong with one person's object; the others are restored all the same. */
class Damage extends Error {}

/** Photos first, then all rows in one transaction: a person who is there is there whole. */
export async function restorePerson(
  deps: Deps,
  person: ManifestPerson,
  dryRun: boolean,
): Promise<PersonRestore> {
  if (!dryRun && (await deps.rows.exists(person.studentId))) return { state: 'already-there' };
  try {
    const key = await keyOf(deps, person);
    if (!key) return { state: 'erased' };
    const content = await readContent(deps, person, key);
    if (!dryRun) await write(deps, content);
    return { state: 'restored', photos: content.photos.size, templates: content.rows.templates.length };
  } catch (error) {
    if (error instanceof Damage) return { state: 'damaged', reason: error.message };
    throw error;
  }
}

/** Undefined for a key that was erased. */
async function keyOf({ stores, backupBox }: Deps, person: ManifestPerson): Promise<DataKey | undefined> {
  const { studentId, keyId } = person;
  try {
    return await openDataKey(stores.keys, backupBox, studentId, keyId);
  } catch (error) {
    if (error instanceof DependencyUnavailable) throw error;
    if (error instanceof AppError && error.code === 'not-found') return undefined;
    throw new Damage(`the data key cannot be opened: ${messageOf(error)}`);
  }
}

async function readContent({ stores }: Deps, person: ManifestPerson, key: DataKey): Promise<PersonContent> {
  const { object, sha256, bytes } = person;
  const sealed = await stores.objects.get(object).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not-found') throw new Damage('the object is missing');
    throw error;
  });
  if (sealed.length !== bytes || sha256Of(sealed) !== sha256) {
    throw new Damage('the object is not what was stored: its SHA-256 differs');
  }
  const content = opened(key, object, sealed);
  if (content.photos.size !== person.photos || content.rows.templates.length !== person.templates) {
    throw new Damage('the object has other photos or templates than the manifest says');
  }
  checkPhotos(content);
  return content;
}

function opened(key: DataKey, object: string, sealed: Buffer): PersonContent {
  try {
    return decodePerson(key.box.open(sealed, personContext(object)));
  } catch (error) {
    throw new Damage(`the object cannot be opened: ${messageOf(error)}`);
  }
}

function checkPhotos({ rows, photos }: PersonContent): void {
  for (const { id, sha256 } of rows.photos) {
    const bytes = photos.get(String(id));
    if (bytes && sha256Of(bytes) !== sha256) throw new Damage(`photo ${String(id)} is not what its row says`);
  }
}

async function write({ rows, photos, templateBox }: Deps, content: PersonContent): Promise<void> {
  for (const row of content.rows.photos) {
    const bytes = content.photos.get(String(row.id));
    const key = String(row.object_key);
    const contentType = key.endsWith('.png') ? 'image/png' : 'image/jpeg';
    if (bytes) await photos.put(key, bytes, { contentType });
  }
  const sealed: PersonRows = sealTemplates(templateBox, content.rows);
  await rows.insertPerson(sealed);
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
