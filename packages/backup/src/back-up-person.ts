import { createHash } from 'node:crypto';
import { type BackupStores, backupObjectsPrefix } from '@hadir/contracts';
import type { PersonRows } from '@hadir/db';
import { AppError, type ObjectStore, type SecretBox } from '@hadir/platform';
import { digestRows } from './cells.ts';
import { createDataKey, type DataKey, dataKeyPath, openDataKey, rewrapDataKey } from './data-keys.ts';
import type { ManifestPerson } from './manifest.ts';
import { decodePerson, encodePerson } from './person-content.ts';
import { openTemplates } from './sealed-person.ts';

export type BackUpPersonDeps = {
  readonly stores: BackupStores<ObjectStore>;
  /** Where the photos are. */
  readonly photos: Pick<ObjectStore, 'get'>;
  readonly templateBox: Pick<SecretBox, 'open'>;
  readonly backupBox: SecretBox;
  /** What the stores held when the backup began. */
  readonly stored: { readonly objects: ReadonlySet<string>; readonly keys: ReadonlySet<string> };
};

export type PersonBackup = { readonly entry: ManifestPerson; readonly uploadedBytes: number };

const DIGEST_IN_NAME = 32;

/** What binds a person's object to its place, so that none can stand in for another or for a newer one. */
export function personContext(object: string): string {
  return `backup-person:${object}`;
}

/** Uploads one person, unless nothing has changed since `before` and what it names is still there. */
export async function backUpPerson(
  deps: BackUpPersonDeps,
  studentId: string,
  sealedRows: PersonRows,
  before: ManifestPerson | undefined,
): Promise<PersonBackup> {
  const { rows, unopened } = openTemplates(deps.templateBox, sealedRows);
  const digest = digestRows(rows);
  if (before && isUnchanged(deps, before, digest)) return keep(deps, before);
  const key = await keyFor(deps, studentId, before);
  const object = `${backupObjectsPrefix(studentId)}${key.keyId}-${digest.slice(0, DIGEST_IN_NAME)}.bin`;
  const wanted = wantedPhotos(rows);
  const photos = await readPhotos(deps, wanted);
  const there = deps.stored.objects.has(object) ? await adopt(deps, key, object, photos.size) : undefined;
  const sealed = there ?? key.box.seal(encodePerson({ rows, photos }), personContext(object));
  if (!there) {
    await deps.stores.objects.put(object, sealed, { contentType: 'application/octet-stream' });
  }
  return {
    uploadedBytes: there ? 0 : sealed.length,
    entry: {
      studentId,
      keyId: key.keyId,
      sealedBy: deps.backupBox.keyId,
      object,
      bytes: sealed.length,
      sha256: createHash('sha256').update(sealed).digest('hex'),
      digest,
      photos: photos.size,
      templates: rows.templates.length,
      missingPhotos: wanted.length - photos.size,
      unopened,
    },
  };
}

/** A photo that was missing, or a template that no key opened, is looked at again every time. */
function isUnchanged({ stored }: BackUpPersonDeps, before: ManifestPerson, digest: string): boolean {
  const isWhole = before.missingPhotos === 0 && before.unopened === 0;
  const isThere =
    stored.objects.has(before.object) && stored.keys.has(dataKeyPath(before.studentId, before.keyId));
  return isWhole && isThere && before.digest === digest;
}

async function keep({ stores, backupBox }: BackUpPersonDeps, before: ManifestPerson): Promise<PersonBackup> {
  if (before.sealedBy !== backupBox.keyId) {
    await rewrapDataKey(stores.keys, backupBox, before.studentId, before.keyId);
  }
  return { entry: { ...before, sealedBy: backupBox.keyId }, uploadedBytes: 0 };
}

/** The person's key of the backup before; a new one when there is none, as after an erasure. */
async function keyFor(
  { stores, backupBox, stored }: BackUpPersonDeps,
  studentId: string,
  before: ManifestPerson | undefined,
): Promise<DataKey> {
  if (!before || !stored.keys.has(dataKeyPath(studentId, before.keyId))) {
    return createDataKey(stores.keys, backupBox, studentId);
  }
  const { keyId, sealedBy } = before;
  if (sealedBy !== backupBox.keyId) await rewrapDataKey(stores.keys, backupBox, studentId, keyId);
  return openDataKey(stores.keys, backupBox, studentId, keyId);
}

type WantedPhoto = { readonly photoId: string; readonly objectKey: string; readonly sha256: string };

/** A rejected photo enrols nobody: its row is kept, its image is not. */
function wantedPhotos({ photos }: PersonRows): WantedPhoto[] {
  return photos
    .filter(({ status }) => status !== 'rejected')
    .map(({ id, object_key, sha256 }) => ({
      photoId: String(id),
      objectKey: String(object_key),
      sha256: String(sha256),
    }));
}

/** Those that are there with the bytes that their rows promise. */
async function readPhotos(
  { photos }: BackUpPersonDeps,
  wanted: readonly WantedPhoto[],
): Promise<Map<string, Buffer>> {
  const read = new Map<string, Buffer>();
  for (const { photoId, objectKey, sha256 } of wanted) {
    const bytes = await unlessMissing(photos.get(objectKey));
    if (bytes && createHash('sha256').update(bytes).digest('hex') === sha256) read.set(photoId, bytes);
  }
  return read;
}

/** What a backup that broke off has uploaded already, if it is whole. */
async function adopt(
  { stores }: BackUpPersonDeps,
  key: DataKey,
  object: string,
  photos: number,
): Promise<Buffer | undefined> {
  try {
    const sealed = await stores.objects.get(object);
    const content = decodePerson(key.box.open(sealed, personContext(object)));
    return content.photos.size === photos ? sealed : undefined;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return undefined;
    if (error instanceof Error && error.name === 'DependencyUnavailable') throw error;
    return undefined;
  }
}

async function unlessMissing(work: Promise<Buffer>): Promise<Buffer | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return undefined;
    throw error;
  }
}
