import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type RetentionRun, retentionRunTable } from '../tables/retention.ts';
import { forgetEvidence } from './face-among-others.ts';
import { readPage } from './keyset.ts';

export type NewRetentionRun = Omit<RetentionRun, 'id'>;
export type RetentionRunList = PageRequest & { readonly kind?: string | undefined };
export type PhotosDue = {
  /** Of students whose last consent ended before, or who never had one and whose photo is older. */
  readonly consentEndedBefore: Date;
  /** Rejected photos that were sent before. */
  readonly rejectedBefore: Date;
};
export type Retention = ReturnType<typeof createRetention>;

const newestFirst: Order<RetentionRun> = { list: 'retention-runs', kinds: ['text'], keyOf: ({ id }) => [id] };

/** A correction's crop stays as long as the correction. */
const OF_AGE = "evidence_key IS NOT NULL AND evidence_key NOT LIKE 'students/%/corrections/%'";
const NOT_DONE = `NOT EXISTS (SELECT 1 FROM retention_marks m WHERE m.session_id = s.id AND m.kind = ?)`;

/** What is old enough to go, and what went. Every function may run twice. */
export function createRetention(store: Store) {
  return { ...ofSessions(store), ...ofCrops(store), ...ofPhotos(store), ...ofRuns(store) };
}

function ofSessions(store: Store) {
  return {
    /** Sessions that ended before, and of which something of the kind may be left; the oldest first. */
    sessionsDue: (kind: string, endedBefore: Date, limit: number): Promise<string[]> =>
      store.read(async (manager) => {
        const rows: { id: string }[] = await manager.query(
          `SELECT s.id FROM class_sessions s WHERE s.ends_at < ? AND ${NOT_DONE} ORDER BY s.ends_at, s.id LIMIT ?`,
          [endedBefore, kind, limit],
        );
        return rows.map(({ id }) => id);
      }),
    countSessionsDue: (kind: string, endedBefore: Date): Promise<number> =>
      store.read((manager) =>
        countOf(manager, `SELECT COUNT(*) AS n FROM class_sessions s WHERE s.ends_at < ? AND ${NOT_DONE}`, [
          endedBefore,
          kind,
        ]),
      ),
    /** When the oldest session ended of which something of the kind may be left; null when there is none. */
    oldestSession: (kind: string): Promise<Date | null> =>
      store.read(async (manager) => {
        const [row]: { at: Date | null }[] = await manager.query(
          `SELECT MIN(s.ends_at) AS at FROM class_sessions s WHERE s.ends_at < ? AND ${NOT_DONE}`,
          [new Date(), kind],
        );
        return row?.at ?? null;
      }),
    /** Nothing of the kind is left of the session, unless it was moved meanwhile and does not end before `endedBefore` any more. */
    markDone: (sessionId: string, kind: string, endedBefore = new Date()): Promise<void> =>
      store.write(
        async (manager) => {
          await manager.query(
            `INSERT INTO retention_marks (session_id, kind, done_at) SELECT id, ?, ? FROM class_sessions
             WHERE id = ? AND ends_at < ?
             ON DUPLICATE KEY UPDATE kind = retention_marks.kind`,
            [kind, new Date(), sessionId, endedBefore],
          );
        },
        { idempotent: true },
      ),
  };
}

function ofCrops(store: Store) {
  return {
    /** Keys of crops that the session's sightings and records name, but for those of corrections. */
    evidenceOf: (sessionId: string, limit: number): Promise<string[]> =>
      store.read(async (manager) => {
        const rows: { k: string }[] = await manager.query(
          `SELECT DISTINCT evidence_key AS k FROM sightings WHERE session_id = ? AND ${OF_AGE}
           UNION SELECT evidence_key FROM attendance_records WHERE session_id = ? AND ${OF_AGE} LIMIT ?`,
          [sessionId, sessionId, limit],
        );
        return rows.map(({ k }) => k);
      }),
    /** The rows of a session name these crops no more. */
    forgetEvidence: (sessionId: string, keys: readonly string[]): Promise<void> =>
      store.write((manager) => forgetKeys(manager, sessionId, keys), { idempotent: true }),
    /** Removes at most `limit` sightings of the session that no correction speaks of and that name no crop; answers how many. */
    removeSightings: (sessionId: string, limit: number): Promise<number> =>
      store.write((manager) => removeSightings(manager, sessionId, limit)),
  };
}

function ofPhotos(store: Store) {
  return {
    photosDue: (
      due: PhotosDue,
      limit: number,
    ): Promise<{ id: string; objectKey: string; createdAt: Date }[]> =>
      store.read((manager) =>
        manager.query(
          `SELECT p.id, p.object_key AS objectKey, p.created_at AS createdAt ${PHOTOS_DUE} ORDER BY p.id LIMIT ?`,
          [...photoTimes(due), limit],
        ),
      ),
    countPhotosDue: (due: PhotosDue): Promise<number> =>
      store.read((manager) => countOf(manager, `SELECT COUNT(*) AS n ${PHOTOS_DUE}`, photoTimes(due))),
    removePhotos: (ids: readonly string[]): Promise<void> =>
      store.write(
        async (manager) => {
          if (ids.length > 0) await manager.query('DELETE FROM photos WHERE id IN (?)', [ids]);
        },
        { idempotent: true },
      ),
  };
}

function ofRuns(store: Store) {
  return {
    addRun: (run: NewRetentionRun): Promise<RetentionRun> =>
      store.write(async (manager) => {
        const row: RetentionRun = { id: uuidv7(), ...run };
        await manager.insert(retentionRunTable, { ...row });
        return row;
      }),
    /** The newest first. */
    listRuns: ({ kind, ...request }: RetentionRunList = {}) =>
      store.read((manager) => {
        const query = manager.createQueryBuilder(retentionRunTable, 'r');
        if (kind) query.andWhere('r.kind = :kind', { kind });
        return readPage(query, newestFirst, ['r.id'], request, 'DESC');
      }),
    removeRuns: (finishedBefore: Date): Promise<void> =>
      store.write(
        async (manager) => {
          await manager.query('DELETE FROM retention_runs WHERE finished_at < ? LIMIT 10000', [
            finishedBefore,
          ]);
        },
        { idempotent: true },
      ),
  };
}

const PHOTOS_DUE = `FROM photos p WHERE (p.status = 'rejected' AND p.created_at < ?)
  OR (p.created_at < ?
    AND NOT EXISTS (SELECT 1 FROM consents c WHERE c.student_id = p.student_id AND (c.withdrawn_at IS NULL OR c.withdrawn_at >= ?)))`;

function photoTimes({ consentEndedBefore, rejectedBefore }: PhotosDue): Date[] {
  return [rejectedBefore, consentEndedBefore, consentEndedBefore];
}

async function forgetKeys(manager: EntityManager, sessionId: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await forgetEvidence(
    manager,
    keys.map((cropKey) => ({ sessionId, cropKey })),
  );
  await manager.query(
    'UPDATE attendance_records SET evidence_key = NULL WHERE session_id = ? AND evidence_key IN (?)',
    [sessionId, keys],
  );
}

async function removeSightings(manager: EntityManager, sessionId: string, limit: number): Promise<number> {
  const { affectedRows }: { affectedRows: number } = await manager.query(
    `DELETE FROM sightings WHERE session_id = ? AND evidence_key IS NULL
     AND NOT EXISTS (SELECT 1 FROM corrections c WHERE c.sighting_id = sightings.id) LIMIT ?`,
    [sessionId, limit],
  );
  return affectedRows;
}

async function countOf(manager: EntityManager, sql: string, values: readonly unknown[]): Promise<number> {
  const [row]: { n: string }[] = await manager.query(sql, [...values]);
  return Number(row?.n ?? 0);
}
