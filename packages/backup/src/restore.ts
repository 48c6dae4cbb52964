import type { BackupStores } from '@hadir/contracts';
import type { Database } from '@hadir/db';
import { AppError, type ObjectStore, type SecretBox } from '@hadir/platform';
import { decodeTables } from './cells.ts';
import { listManifests, type Manifest, readManifest } from './manifest.ts';
import { type PersonRestore, restorePerson } from './restore-person.ts';

export type RestoreDeps = {
  readonly rows: Pick<Database['personRows'], 'isEmpty' | 'exists' | 'insertCatalogue' | 'insertPerson'>;
  readonly audit: Pick<Database['audit'], 'append' | 'list'>;
  /** Where the photos go. */
  readonly photos: Pick<ObjectStore, 'put'>;
  readonly stores: BackupStores<Pick<ObjectStore, 'get' | 'list'>>;
  readonly templateBox: Pick<SecretBox, 'keyId' | 'seal'>;
  readonly backupBox: Pick<SecretBox, 'open'>;
};

export type RestoreOptions = {
  /** The newest unless told. */
  readonly manifestId?: string | undefined;
  /** Reads, checks and opens everything and writes nothing. */
  readonly dryRun: boolean;
  readonly onProgress?: (done: number, of: number) => void;
  readonly signal?: AbortSignal;
};

export type RestoreResult = {
  readonly manifestId: string;
  readonly createdAt: string;
  readonly people: number;
  readonly restored: number;
  /** Restored by a call before, or there already. */
  readonly alreadyThere: number;
  /** Their keys were erased since: nothing of them can be read. */
  readonly erased: readonly string[];
  /** Their objects are missing, changed or cannot be opened. */
  readonly damaged: readonly { readonly studentId: string; readonly reason: string }[];
  readonly photos: number;
  readonly templates: number;
};

const BEGUN = 'backup.restore';

/**
 * Brings a backup into a migrated database that has neither students nor courses. Each person is checked, then written whole or
 * not at all; a call that broke off is finished by the next with the same backup. Templates are sealed by the present key.
 * Throws AppError('conflict') when the database holds anything else.
 */
export async function restore(deps: RestoreDeps, options: RestoreOptions): Promise<RestoreResult> {
  const manifest = await chosenManifest(deps, options.manifestId);
  if (!options.dryRun) await begin(deps, manifest);
  let result: RestoreResult = {
    manifestId: manifest.id,
    createdAt: manifest.createdAt,
    people: manifest.people.length,
    restored: 0,
    alreadyThere: 0,
    erased: [],
    damaged: [],
    photos: 0,
    templates: 0,
  };
  for (const [at, person] of manifest.people.entries()) {
    options.signal?.throwIfAborted();
    result = noted(result, person.studentId, await restorePerson(deps, person, options.dryRun));
    options.onProgress?.(at + 1, manifest.people.length);
  }
  return result;
}

async function chosenManifest(
  { stores, backupBox }: RestoreDeps,
  given: string | undefined,
): Promise<Manifest> {
  const id = given ?? (await listManifests(stores.objects)).at(-1);
  if (id === undefined) throw new AppError('not-found', 'there is no backup in this store');
  return readManifest(stores.objects, backupBox, id);
}

/** An audit entry tells the next call that what is there already came from this backup. */
async function begin({ rows, audit }: RestoreDeps, manifest: Manifest): Promise<void> {
  const entry = { subjectType: 'backup', subjectId: manifest.id };
  // The database that the backup was made of may tell of that, too.
  const { items } = await audit.list({ ...entry, limit: 100 });
  if (!items.some(({ action }) => action === BEGUN)) {
    if (!(await rows.isEmpty())) {
      throw new AppError('conflict', 'the database is not empty: it has students or courses', {
        reason: 'not-empty',
      });
    }
    await audit.append({
      ...entry,
      actor: 'cli',
      action: BEGUN,
      details: { people: manifest.people.length },
    });
  }
  await rows.insertCatalogue(decodeTables(manifest.catalogue));
}

function noted(result: RestoreResult, studentId: string, outcome: PersonRestore): RestoreResult {
  const { photos, templates } = result;
  if (outcome.state === 'erased') return { ...result, erased: [...result.erased, studentId] };
  if (outcome.state === 'damaged') {
    return { ...result, damaged: [...result.damaged, { studentId, reason: outcome.reason }] };
  }
  if (outcome.state === 'already-there') return { ...result, alreadyThere: result.alreadyThere + 1 };
  return {
    ...result,
    restored: result.restored + 1,
    photos: photos + outcome.photos,
    templates: templates + outcome.templates,
  };
}
