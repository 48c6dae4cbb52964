import { type BackupStores, eraseFromBackups } from '@hadir/contracts';
import type { Absence, Database } from '@hadir/db';
import { AppError, type Log, type ObjectStore, type SecretBox } from '@hadir/platform';
import { type BackUpPersonDeps, backUpPerson } from './back-up-person.ts';
import { encodeTables } from './cells.ts';
import {
  FORMAT_VERSION,
  keysUnder,
  listManifests,
  type Manifest,
  type ManifestPerson,
  newManifestId,
  readManifest,
  writeManifest,
} from './manifest.ts';
import { removeOld } from './remove-old.ts';

export type BackUpDeps = {
  readonly rows: Pick<
    Database['personRows'],
    'consenting' | 'stillConsenting' | 'ofPeople' | 'catalogue' | 'absences'
  >;
  readonly photos: Pick<ObjectStore, 'get'>;
  readonly stores: BackupStores<ObjectStore>;
  readonly templateBox: Pick<SecretBox, 'open'>;
  readonly backupBox: SecretBox;
  readonly log: Log;
};

export type BackUpOptions = {
  /** How many backups stay; older ones go. */
  readonly keep: number;
  /** Goes on although people of the backup before are missing from the database and no erasure of them is known. */
  readonly acceptMissing?: boolean;
  readonly onProgress?: (done: number, of: number) => void;
  readonly signal?: AbortSignal;
  readonly now?: Date;
};

export type BackUpResult = {
  readonly manifestId: string;
  readonly people: number;
  readonly uploaded: number;
  readonly unchanged: number;
  readonly uploadedBytes: number;
  /** People of earlier backups whose keys were removed now: erased, or without consent. */
  readonly erased: number;
  readonly missingPhotos: number;
  readonly unopenedTemplates: number;
  readonly removedManifests: number;
  readonly removedObjects: number;
};

/** Rows of so many people are in memory at once; their photos only one person's at a time. */
const BATCH = 16;
const PAGE = 1000;

/**
 * Backs up everyone whose consent is in force: people, enrolments, photos, templates and places on rosters, one object each. The manifest is
 * written last, so a backup that broke off does not exist; what it uploaded is used by the next. May run twice at once.
 * Throws AppError('conflict') when people of the backup before are missing and nobody is known to have erased them: an empty
 * or wrong database must not push good backups out.
 */
export async function backUp(deps: BackUpDeps, options: BackUpOptions): Promise<BackUpResult> {
  const { now = new Date(), keep } = options;
  const before = await lastManifest(deps);
  const ids = await allConsenting(deps);
  const erased = await eraseAbsent(deps, before, new Set(ids), options.acceptMissing ?? false);
  const done = await backUpPeople(deps, before, ids, options);
  const manifest: Manifest = {
    format: 'hadir-backup',
    formatVersion: FORMAT_VERSION,
    id: newManifestId(now),
    createdAt: now.toISOString(),
    catalogue: encodeTables(await deps.rows.catalogue()),
    people: done.people,
  };
  await writeManifest(deps.stores.objects, deps.backupBox, manifest);
  const removed = await removeOld(deps, { keep, now });
  const uploaded = done.uploaded;
  return {
    manifestId: manifest.id,
    people: done.people.length,
    uploaded,
    unchanged: done.people.length - uploaded,
    uploadedBytes: done.uploadedBytes,
    erased: erased + done.erased,
    missingPhotos: sum(done.people.map((person) => person.missingPhotos)),
    unopenedTemplates: sum(done.people.map((person) => person.unopened)),
    ...removed,
  };
}

async function lastManifest({ stores, backupBox }: BackUpDeps): Promise<Manifest | undefined> {
  const last = (await listManifests(stores.objects)).at(-1);
  return last === undefined ? undefined : readManifest(stores.objects, backupBox, last);
}

async function allConsenting({ rows }: BackUpDeps): Promise<string[]> {
  const ids: string[] = [];
  for (let page = await rows.consenting({ after: '', limit: PAGE }); page.length > 0; ) {
    ids.push(...page);
    page = await rows.consenting({ after: page.at(-1) ?? '', limit: PAGE });
  }
  return ids;
}

/** Removes the keys of those who were erased, or are without consent, while nobody could tell the store. */
async function eraseAbsent(
  { rows, stores, log }: BackUpDeps,
  before: Manifest | undefined,
  present: ReadonlySet<string>,
  acceptMissing: boolean,
): Promise<number> {
  const absent = (before?.people ?? []).map(({ studentId }) => studentId).filter((id) => !present.has(id));
  const why = new Map<string, Absence>();
  for (let from = 0; from < absent.length; from += PAGE) {
    for (const entry of await rows.absences(absent.slice(from, from + PAGE))) why.set(...entry);
  }
  const missing = absent.filter((id) => why.get(id) === 'unknown').length;
  if (missing > 0 && !acceptMissing) {
    throw new AppError(
      'conflict',
      `${missing} people of the last backup are missing from the database, and nobody is known to have erased them`,
      { reason: 'people-missing' },
    );
  }
  const gone = absent.filter((id) => why.get(id) !== 'unknown');
  for (const studentId of gone) await eraseFromBackups(stores, studentId);
  if (gone.length > 0) log.info('people erased from the backups', { people: gone.length });
  return gone.length;
}

type Done = {
  readonly people: ManifestPerson[];
  readonly uploaded: number;
  readonly uploadedBytes: number;
  readonly erased: number;
};

async function backUpPeople(
  deps: BackUpDeps,
  before: Manifest | undefined,
  ids: readonly string[],
  { onProgress, signal }: BackUpOptions,
): Promise<Done> {
  const entryOf = new Map((before?.people ?? []).map((person) => [person.studentId, person]));
  const stored = await whatIsStored(deps.stores);
  let done: Done = { people: [], uploaded: 0, uploadedBytes: 0, erased: 0 };
  for (let from = 0; from < ids.length; from += BATCH) {
    signal?.throwIfAborted();
    done = await backUpBatch({ ...deps, stored }, ids.slice(from, from + BATCH), entryOf, done);
    onProgress?.(Math.min(from + BATCH, ids.length), ids.length);
  }
  return done;
}

async function backUpBatch(
  deps: BackUpDeps & BackUpPersonDeps,
  ids: readonly string[],
  before: ReadonlyMap<string, ManifestPerson>,
  done: Done,
): Promise<Done> {
  const backups = [];
  for (const [studentId, rows] of await deps.rows.ofPeople(ids)) {
    backups.push(await backUpPerson(deps, studentId, rows, before.get(studentId)));
  }
  // Whoever was erased or withdrew after the rows were read: their erasure may have come before what was written here.
  const still = await deps.rows.stillConsenting(ids);
  const withdrawn = ids.filter((id) => !still.has(id));
  for (const studentId of withdrawn) await eraseFromBackups(deps.stores, studentId);
  const kept = backups.filter(({ entry }) => still.has(entry.studentId));
  const uploads = kept.filter(({ uploadedBytes }) => uploadedBytes > 0);
  return {
    people: [...done.people, ...kept.map(({ entry }) => entry)],
    uploaded: done.uploaded + uploads.length,
    uploadedBytes: done.uploadedBytes + sum(uploads.map(({ uploadedBytes }) => uploadedBytes)),
    erased: done.erased + withdrawn.length,
  };
}

async function whatIsStored(stores: BackUpDeps['stores']): Promise<BackUpPersonDeps['stored']> {
  const [objects, keys] = [new Set<string>(), new Set<string>()];
  for await (const key of keysUnder(stores.objects, 'people/')) objects.add(key);
  for await (const key of keysUnder(stores.keys, 'keys/')) keys.add(key);
  return { objects, keys };
}

function sum(figures: readonly number[]): number {
  return figures.reduce((total, figure) => total + figure, 0);
}
