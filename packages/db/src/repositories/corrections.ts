import { LessThan } from 'typeorm';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type Correction, correctionTable } from '../tables/correction.ts';
import { sightingTable } from '../tables/sighting.ts';
import type { LeftEarly } from './closing/closing-rules.ts';
import { type CorrectionChange, correctSighting, type NewCorrection } from './correct-sighting.ts';
import { cropToLearnFrom } from './correction-crop.ts';
import { denialsShowing } from './face-among-others.ts';
import { finishLearning, type LearningResult, removeLearned } from './finish-learning.ts';
import { readPage } from './keyset.ts';
import { undoCorrection } from './undo-correction.ts';

export type Corrections = ReturnType<typeof createCorrections>;

const newestFirst: Order<Correction> = {
  list: 'corrections',
  kinds: ['moment', 'text'],
  keyOf: (correction) => [correction.madeAt.toISOString(), correction.id],
};

/** A sighting is in one session, and few people can be said of it. */
const MOST_OF_A_SIGHTING = 200;

export function createCorrections(store: Store) {
  return {
    /** See correctSighting. */
    add: (correction: NewCorrection): Promise<CorrectionChange> => correctSighting(store, correction),
    /** Takes the correction back: the attendance record is as before unless it was changed since. Undefined for none. */
    undo: (id: string, actor = 'system:api', leftEarly?: LeftEarly): Promise<CorrectionChange | undefined> =>
      undoCorrection(store, id, { actor, leftEarly }),
    find: (id: string): Promise<Correction | undefined> =>
      store.read(async (manager) => (await manager.findOneBy(correctionTable, { id })) ?? undefined),
    ofSighting: (sightingId: string): Promise<Correction[]> =>
      store.read((manager) =>
        manager.find(correctionTable, {
          where: { sightingId },
          order: { madeAt: 'ASC', id: 'ASC' },
          take: MOST_OF_A_SIGHTING,
        }),
      ),
    /** What was said of a student in a session, the oldest first. */
    ofRecord: (sessionId: string, studentId: string): Promise<Correction[]> =>
      ofRecord(store, sessionId, studentId),
    /** Of one student, the newest first. */
    list: ({ studentId, ...page }: PageRequest & { readonly studentId: string }) =>
      store.read((manager) => {
        const query = manager
          .createQueryBuilder(correctionTable, 'c')
          .where('c.studentId = :studentId', { studentId });
        return readPage(query, newestFirst, ['c.madeAt', 'c.id'], page, 'DESC');
      }),
    /** The key of the best crop there is of the sighting's face, as taken for the student; null when none was kept. */
    cropOf: (sightingId: string, studentId: string): Promise<string | null> =>
      store.read((manager) => cropToLearnFrom(manager, sightingId, studentId)),
    /** The oldest first: what is to be queued again. */
    listPending: ({
      olderThan,
      limit,
    }: {
      readonly olderThan: Date;
      readonly limit: number;
    }): Promise<string[]> =>
      store.read(async (manager) => {
        const rows = await manager.find(correctionTable, {
          where: { learning: 'pending', madeAt: LessThan(olderThan) },
          order: { madeAt: 'ASC', id: 'ASC' },
          take: limit,
        });
        return rows.map(({ id }) => id);
      }),
    /** See finishLearning. */
    finishLearning: (
      id: string,
      result: LearningResult,
    ): Promise<{ readonly courseIds: string[] } | undefined> => finishLearning(store, id, result),
    /** Removes the templates that a correction gave; the correction stands. Undefined when it gave none. */
    removeLearned: (id: string): Promise<CorrectionChange | undefined> => removeLearned(store, id),
    /** The keys of crops that show the student, and are kept with others whom staff said that the face is not. */
    cropsAmongOthers: (studentId: string): Promise<string[]> =>
      store.read(async (manager) => {
        const denials = await denialsShowing(manager, studentId);
        return denials.flatMap(({ cropKey }) => (cropKey === null ? [] : [cropKey]));
      }),
  };
}

function ofRecord(store: Store, sessionId: string, studentId: string): Promise<Correction[]> {
  return store.read((manager) =>
    manager
      .createQueryBuilder(correctionTable, 'c')
      .innerJoin(sightingTable.options.name, 's', 's.id = c.sightingId AND s.sessionId = :sessionId', {
        sessionId,
      })
      .where('c.studentId = :studentId', { studentId })
      .orderBy('c.madeAt')
      .addOrderBy('c.id')
      .limit(MOST_OF_A_SIGHTING)
      .getMany(),
  );
}
