import type { Database, EnrolmentWithPhotos } from '@hadir/db';
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
  readonly actor: Actor;
  readonly log: Log;
};

/** Stores the photos, then their rows, then the job that a matcher takes. */
export async function startEnrolment(
  deps: StartEnrolmentDeps,
  { studentId, photos, actor, log }: Upload,
): Promise<EnrolmentWithPhotos> {
  const { database, enrolQueue } = deps;
  await requireConsent(database, studentId);
  await requireQueue(enrolQueue);
  const received = await photos();
  const stored: StoredPhoto[] = [];
  try {
    await storePhotos(deps.objects, studentId, received, stored);
    const deed = {
      actor,
      action: 'enrolment.create',
      subject: ({ id }: EnrolmentWithPhotos) => id,
      details: { studentId, photos: stored.length },
    };
    const enrolment = created(
      await audited(database, deed, ({ enrolments }) => enrolments.create({ studentId, photos: stored })),
    );
    await queueOrReject(deps, enrolment);
    return enrolment;
  } catch (error) {
    log.warn('enrolment not started', { studentId, error });
    for (const { objectKey } of stored) await deps.objects.delete(objectKey).catch(() => undefined);
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

/** Without a job nobody would ever finish the enrolment: then it ends here, and the caller sends it again. */
async function queueOrReject({ database, enrolQueue }: StartEnrolmentDeps, enrolment: EnrolmentWithPhotos) {
  try {
    await enrolQueue.add({ enrolmentId: enrolment.id }, enrolment.id);
  } catch (error) {
    const results = enrolment.photos.map(({ id }) => ({
      photoId: id,
      status: 'rejected' as const,
      reason: 'not-queued',
      measured: null,
    }));
    await database.enrolments.finish(enrolment.id, results);
    throw error;
  }
}
