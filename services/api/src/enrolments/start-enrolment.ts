import { type Database, DatabaseUnavailable, type EnrolmentWithPhotos } from '@hadir/db';
import { type Actor, AppError, type Log, type ObjectStore } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { created, found } from '../shared/found.ts';
import { newPhotoKey } from '../shared/object-keys.ts';
import type { ReceivedPhoto } from './receive-photos.ts';

export type StartEnrolmentDeps = {
  readonly database: Pick<Database, 'students' | 'consents' | 'enrolments' | 'transaction'>;
  readonly objects: Pick<ObjectStore, 'put' | 'delete'>;
  readonly enrolQueue: ApiDeps['enrolQueue'];
};

type Upload = {
  readonly studentId: string;
  /** Asked only when the student may be enrolled: nobody uploads for nothing. */
  readonly photos: () => Promise<readonly ReceivedPhoto[]>;
  /** Staff have made sure that the student is not the one they look like. */
  readonly allowLookAlike?: boolean;
  readonly actor: Actor;
  readonly log: Log;
};

/**
 * Stores the photos, then their rows, then the job that a matcher takes. Where it is in doubt whether the rows were written,
 * the photos stay: they lie under the student's prefix, and go when the student is erased.
 */
export async function startEnrolment(
  deps: StartEnrolmentDeps,
  { studentId, photos, allowLookAlike = false, actor, log }: Upload,
): Promise<EnrolmentWithPhotos> {
  const { database, objects, enrolQueue } = deps;
  await requireConsent(database, studentId);
  await requireQueue(enrolQueue);
  const received = await photos();
  const stored: StoredPhoto[] = [];
  try {
    await storePhotos(objects, studentId, received, stored);
    const enrolment = await writeRows(database, actor, { studentId, photos: stored, allowLookAlike });
    await queue(enrolQueue, enrolment, log);
    return enrolment;
  } catch (error) {
    log.warn('enrolment not started', { studentId, error });
    const isInDoubt = error instanceof DatabaseUnavailable;
    if (!isInDoubt)
      for (const { objectKey } of stored) await objects.delete(objectKey).catch(() => undefined);
    throw error;
  }
}

async function requireConsent({ students, consents }: StartEnrolmentDeps['database'], studentId: string) {
  found(await students.find(studentId), 'student');
  if (await consents.current(studentId)) return;
  const fix = `PUT /v1/students/${studentId}/consent`;
  throw new AppError('conflict', `the student has given no consent; record it first: ${fix}`, {
    reason: 'no-consent',
  });
}

/** Throws DependencyUnavailable before anything is read or stored. */
async function requireQueue(enrolQueue: StartEnrolmentDeps['enrolQueue']): Promise<void> {
  await enrolQueue.exists('is-the-queue-there');
}

type StoredPhoto = { readonly objectKey: string; readonly sha256: string };

/** Adds to `stored` as it goes, so that a failure on the way can be cleaned up. */
async function storePhotos(
  objects: StartEnrolmentDeps['objects'],
  studentId: string,
  photos: readonly ReceivedPhoto[],
  stored: StoredPhoto[],
): Promise<void> {
  for (const { bytes, sha256, type } of photos) {
    const objectKey = newPhotoKey(studentId, type.extension);
    await objects.put(objectKey, bytes, { contentType: type.contentType });
    stored.push({ objectKey, sha256 });
  }
}

type NewEnrolmentRows = {
  readonly studentId: string;
  readonly photos: readonly StoredPhoto[];
  readonly allowLookAlike: boolean;
};

async function writeRows(
  database: StartEnrolmentDeps['database'],
  actor: Actor,
  wanted: NewEnrolmentRows,
): Promise<EnrolmentWithPhotos> {
  const deed = {
    actor,
    action: 'enrolment.create',
    subject: ({ id }: EnrolmentWithPhotos) => id,
    details: {
      studentId: wanted.studentId,
      photos: wanted.photos.length,
      allowLookAlike: wanted.allowLookAlike,
    },
  };
  return created(await audited(database, deed, ({ enrolments }) => enrolments.create(wanted)));
}

/** The job may be there though its answer was lost, and pending enrolments are queued again: so this is no failure. */
async function queue(
  enrolQueue: StartEnrolmentDeps['enrolQueue'],
  { id }: EnrolmentWithPhotos,
  log: Log,
): Promise<void> {
  await enrolQueue.add({ enrolmentId: id }, id).catch((error: unknown) => {
    log.warn('enrolment not queued, stays pending', { enrolmentId: id, error });
  });
}
