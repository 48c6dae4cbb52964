import { randomBytes } from 'node:crypto';
import { AppError, type ObjectStore, type SecretBox } from '@hadir/platform';
import { z } from 'zod';
import { Tables } from './cells.ts';

/** Grows when an older version could not restore what a newer one has written. */
export const FORMAT_VERSION = 1;

const PREFIX = 'manifests/';
const SUFFIX = '.bin';
const count = z.number().int().nonnegative();

/** One person of a backup. */
export const ManifestPerson = z.object({
  studentId: z.uuid(),
  /** Names the person's data key in the store of keys. */
  keyId: z.string(),
  /** Which backup key seals the data key. */
  sealedBy: z.string(),
  /** Where the sealed object is, its size, and SHA-256 of its bytes as they are stored. */
  object: z.string(),
  bytes: count,
  sha256: z.string().length(64),
  /** Of the rows, of the templates as they are when opened, and of the photos' own SHA-256: what tells a change. */
  digest: z.string().length(64),
  photos: count,
  templates: count,
  /** Photos that the object store had lost. */
  missingPhotos: count,
  /** Templates that no key opened; they are kept as they are. */
  unopened: count,
});
export type ManifestPerson = z.infer<typeof ManifestPerson>;

export const Manifest = z.object({
  format: z.literal('hadir-backup'),
  formatVersion: z.literal(FORMAT_VERSION),
  id: z.string(),
  createdAt: z.iso.datetime(),
  catalogue: Tables,
  people: z.array(ManifestPerson),
});
export type Manifest = z.infer<typeof Manifest>;

/** Ids sort by time. */
export function newManifestId(now: Date): string {
  return `${now.toISOString().replaceAll(/[:.]/g, '-')}-${randomBytes(4).toString('hex')}`;
}

export async function writeManifest(store: ObjectStore, box: SecretBox, manifest: Manifest): Promise<void> {
  const sealed = box.seal(Buffer.from(JSON.stringify(manifest)), contextOf(manifest.id));
  await store.put(keyOf(manifest.id), sealed, { contentType: 'application/octet-stream' });
}

/** The oldest first. */
export async function listManifests(store: Pick<ObjectStore, 'list'>): Promise<string[]> {
  const ids: string[] = [];
  for await (const key of keysUnder(store, PREFIX)) ids.push(key.slice(PREFIX.length, -SUFFIX.length));
  return ids;
}

/** Throws AppError when there is none of this id, when no key opens it, or when a newer version has written it. */
export async function readManifest(
  store: Pick<ObjectStore, 'get'>,
  box: Pick<SecretBox, 'open'>,
  id: string,
): Promise<Manifest> {
  const sealed = await store.get(keyOf(id));
  const parsed = Manifest.safeParse(JSON.parse(openManifest(box, sealed, id).toString()));
  if (parsed.success) return parsed.data;
  throw new AppError('unprocessable', `backup ${id} was written by another version of Hadir`, {
    cause: parsed.error,
  });
}

function openManifest(box: Pick<SecretBox, 'open'>, sealed: Buffer, id: string): Buffer {
  try {
    return box.open(sealed, contextOf(id));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AppError('unprocessable', `backup ${id} cannot be opened: ${why}`, { cause: error });
  }
}

export async function deleteManifest(store: Pick<ObjectStore, 'delete'>, id: string): Promise<void> {
  await store.delete(keyOf(id));
}

/** Every key under a prefix, a page at a time. */
export async function* keysUnder(store: Pick<ObjectStore, 'list'>, prefix: string): AsyncGenerator<string> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await store.list(prefix, { limit: 1000, ...(cursor ? { cursor } : {}) });
    yield* page.keys;
    cursor = page.nextCursor;
  }
}

function keyOf(id: string): string {
  return `${PREFIX}${id}${SUFFIX}`;
}

function contextOf(id: string): string {
  return `backup-manifest:${id}`;
}
