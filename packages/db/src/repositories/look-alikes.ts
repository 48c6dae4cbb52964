import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type LookAlikePair, lookAlikePairTable } from '../tables/look-alike-pair.ts';
import { readPage } from './keyset.ts';
import { shareStudents } from './locks.ts';

/** In any order of the two. */
export type FoundPair = {
  readonly studentIds: readonly [string, string];
  readonly engine: string;
  readonly score: number;
};
export type LookAlikeList = PageRequest & {
  /** Those too that staff have dismissed. */
  readonly dismissed?: boolean | undefined;
};
export type LookAlikes = ReturnType<typeof createLookAlikes>;

/** More than a roster of look-alikes can need; a gallery reads all of its pairs. */
const LONGEST_GALLERY_LIST = 10_000;

const newestFirst: Order<LookAlikePair> = {
  list: 'look-alikes',
  kinds: ['text'],
  keyOf: (pair) => [pair.id],
};

export function createLookAlikes(store: Store) {
  return {
    /** Adds the pairs, or notes their new scores and that they were compared at `at`; who was removed meanwhile is left out. */
    note: (pairs: readonly FoundPair[], at: Date): Promise<void> => note(store, pairs, at),
    /** Removes the pairs that were last compared before `checkedBefore` and that nobody has dismissed; answers how many. */
    forget: (checkedBefore: Date, ofStudentId?: string): Promise<number> =>
      forget(store, checkedBefore, ofStudentId),
    /** The newest first. */
    list: ({ dismissed = false, ...page }: LookAlikeList = {}) =>
      store.read((manager) => {
        const query = manager.createQueryBuilder(lookAlikePairTable, 'p');
        if (!dismissed) query.andWhere('p.dismissedAt IS NULL');
        return readPage(query, newestFirst, ['p.id'], page, 'DESC');
      }),
    /** Pairs of whom both are on the roster, dismissed or not: two people who look alike go on doing so. */
    forCourse: (courseId: string): Promise<LookAlikePair[]> =>
      store.read((manager) =>
        manager
          .createQueryBuilder(lookAlikePairTable, 'p')
          .where(
            `EXISTS (SELECT 1 FROM roster_entries a WHERE a.course_id = :courseId AND a.student_id = p.studentAId)`,
          )
          .andWhere(
            `EXISTS (SELECT 1 FROM roster_entries b WHERE b.course_id = :courseId AND b.student_id = p.studentBId)`,
          )
          .setParameters({ courseId })
          .limit(LONGEST_GALLERY_LIST)
          .getMany(),
      ),
    /** All pairs, for a gallery of everybody who is enrolled; at most 10,000. */
    all: (): Promise<LookAlikePair[]> =>
      store.read((manager) => manager.find(lookAlikePairTable, { take: LONGEST_GALLERY_LIST })),
    /** Undefined when there is no such pair. */
    dismiss: (id: string, by: string): Promise<LookAlikePair | undefined> => setDismissed(store, id, by),
    restore: (id: string): Promise<LookAlikePair | undefined> => setDismissed(store, id, null),
  };
}

function note(store: Store, pairs: readonly FoundPair[], at: Date): Promise<void> {
  return store.write(
    async (manager) => {
      const known = await shareStudents(
        manager,
        pairs.flatMap(({ studentIds }) => studentIds),
      );
      for (const { studentIds, engine, score } of pairs) {
        if (!studentIds.every((id) => known.has(id))) continue;
        const [a, b] = studentIds.toSorted();
        await manager.query(
          `INSERT INTO look_alike_pairs (id, student_a_id, student_b_id, engine, score, found_at, checked_at)
           VALUES (?, ?, ?, ?, ?, ?, ?)
           ON DUPLICATE KEY UPDATE engine = VALUES(engine), score = VALUES(score), checked_at = VALUES(checked_at)`,
          [uuidv7(), a, b, engine, score, at, at],
        );
      }
    },
    { idempotent: true },
  );
}

function forget(store: Store, checkedBefore: Date, ofStudentId: string | undefined): Promise<number> {
  return store.write(async (manager) => {
    const ofOne = ofStudentId === undefined ? '' : ' AND (student_a_id = ? OR student_b_id = ?)';
    const { affectedRows }: { affectedRows: number } = await manager.query(
      `DELETE FROM look_alike_pairs WHERE checked_at < ? AND dismissed_at IS NULL${ofOne}`,
      ofStudentId === undefined ? [checkedBefore] : [checkedBefore, ofStudentId, ofStudentId],
    );
    return affectedRows;
  });
}

function setDismissed(store: Store, id: string, by: string | null): Promise<LookAlikePair | undefined> {
  return store.write(
    async (manager) => {
      const pair = await manager.findOneBy(lookAlikePairTable, { id });
      if (!pair || (pair.dismissedAt !== null) === (by !== null)) return pair ?? undefined;
      const change = { dismissedAt: by === null ? null : new Date(), dismissedBy: by };
      await manager.update(lookAlikePairTable, { id }, change);
      return { ...pair, ...change };
    },
    { idempotent: true },
  );
}
