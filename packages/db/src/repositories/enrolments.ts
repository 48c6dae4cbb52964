import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type Enrolment, enrolmentTable } from '../tables/enrolment.ts';
import { type Photo, photoTable } from '../tables/photo.ts';
import { finishEnrolment, type PhotoResult } from './finish-enrolment.ts';
import { readPage } from './keyset.ts';
import { type EnrolmentRemoval, removeEnrolment } from './remove-enrolment.ts';

export type NewEnrolment = {
  readonly studentId: string;
  /** At most LONGEST_ENROLMENT. */
  readonly photos: readonly Pick<Photo, 'objectKey' | 'sha256'>[];
  /** Made by the caller when the objects are stored under it before the row exists. */
  readonly id?: string | undefined;
  /** Whether to take photos that look like another student. */
  readonly allowLookAlike?: boolean | undefined;
};
export type EnrolmentWithPhotos = Enrolment & { readonly photos: Photo[] };
export type EnrolmentList = PageRequest & { readonly studentId?: string | undefined };
export type Enrolments = ReturnType<typeof createEnrolments>;

export const LONGEST_ENROLMENT = 20;

const newestFirst: Order<Enrolment> = { list: 'enrolments', kinds: ['text'], keyOf: (row) => [row.id] };

export function createEnrolments(store: Store) {
  return {
    /** Throws MissingReference on `studentId`, RangeError above LONGEST_ENROLMENT photos. */
    create: (enrolment: NewEnrolment): Promise<EnrolmentWithPhotos> => create(store, enrolment),
    /** With its photos, in the order in which they were given. */
    find: (id: string): Promise<EnrolmentWithPhotos | undefined> =>
      store.read((manager) => findWithPhotos(manager, id)),
    /** With its photos and templates. Undefined when there is none. */
    remove: (id: string): Promise<EnrolmentRemoval | undefined> => removeEnrolment(store, id),
    finish: (enrolmentId: string, results: readonly PhotoResult[]) =>
      finishEnrolment(store, enrolmentId, results),
    /** Ids of those that wait to be finished and were created before `olderThan`, the oldest first. `limit` is at most 1000. */
    listPending: ({
      olderThan,
      limit,
    }: {
      readonly olderThan: Date;
      readonly limit: number;
    }): Promise<string[]> =>
      store.read(async (manager) => {
        const rows: { id: string }[] = await manager.query(
          `SELECT id FROM enrolments WHERE status = 'pending' AND created_at < ? ORDER BY created_at, id LIMIT ?`,
          [olderThan, Math.min(limit, 1000)],
        );
        return rows.map(({ id }) => id);
      }),
    list: (request: EnrolmentList = {}) =>
      store.read((manager) => {
        const query = manager.createQueryBuilder(enrolmentTable, 'e');
        if (request.studentId) query.where('e.studentId = :studentId', { studentId: request.studentId });
        return readPage(query, newestFirst, ['e.id'], request, 'DESC');
      }),
  };
}

async function create(store: Store, wanted: NewEnrolment): Promise<EnrolmentWithPhotos> {
  if (wanted.photos.length > LONGEST_ENROLMENT) {
    throw new RangeError(`an enrolment holds at most ${LONGEST_ENROLMENT} photos`);
  }
  const createdAt = new Date();
  const { studentId, id = uuidv7() } = wanted;
  const allowLookAlike = wanted.allowLookAlike ? 1 : 0;
  const enrolment: Enrolment = {
    id,
    studentId,
    status: 'pending',
    allowLookAlike,
    createdAt,
    finishedAt: null,
  };
  const photos = wanted.photos.map(
    ({ objectKey, sha256 }): Photo => ({
      id: uuidv7(),
      enrolmentId: id,
      studentId,
      objectKey,
      sha256,
      status: 'pending',
      reason: null,
      measured: null,
      similarStudentId: null,
      createdAt,
    }),
  );
  await store.write(async (manager) => {
    await manager.insert(enrolmentTable, { ...enrolment });
    if (photos.length > 0) await manager.insert(photoTable, photos.map((photo) => ({ ...photo })) as never);
  });
  return { ...enrolment, photos };
}

async function findWithPhotos(manager: EntityManager, id: string) {
  const enrolment = await manager.findOneBy(enrolmentTable, { id });
  if (!enrolment) return undefined;
  const photos = await manager.find(photoTable, { where: { enrolmentId: id }, order: { id: 'ASC' } });
  return { ...enrolment, photos };
}
