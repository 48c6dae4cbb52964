import { In } from 'typeorm';
import type { Store } from '../connection/store.ts';
import { LONGEST_PAGE, type Order, type PageRequest } from '../page.ts';
import { type Sighting, sightingTable } from '../tables/sighting.ts';
import { type JudgedSighting, judgedSightings } from './judged-sightings.ts';
import { readPage } from './keyset.ts';

export type SightingList = PageRequest & {
  readonly sessionId: string;
  readonly reason?: string | undefined;
  /** Matched to this student or, when unknown, most like them. */
  readonly studentId?: string | undefined;
  readonly deviceId?: string | undefined;
  readonly liveness?: string | undefined;
  readonly presentationId?: string | undefined;
  readonly unknownGroupId?: string | undefined;
  /** Captured at this time or later. */
  readonly from?: Date | undefined;
  /** Captured before this time. */
  readonly to?: Date | undefined;
};
export type Sightings = ReturnType<typeof createSightings>;

const newestFirst: Order<Sighting> = {
  list: 'sightings',
  kinds: ['moment', 'text'],
  keyOf: (sighting) => [sighting.capturedAt.toISOString(), sighting.id],
};

/** Each is one condition on the session's sightings, which an index gives in order. */
const FILTERS = {
  reason: 's.reason = :reason',
  studentId: '(s.studentId = :studentId OR (s.studentId IS NULL AND s.candidateId = :studentId))',
  deviceId: 's.deviceId = :deviceId',
  liveness: 's.liveness = :liveness',
  presentationId: 's.presentationId = :presentationId',
  unknownGroupId: 's.unknownGroupId = :unknownGroupId',
  from: 's.capturedAt >= :from',
  to: 's.capturedAt < :to',
} as const;

/** Sightings are written by attendance.recordFrame alone. */
export function createSightings(store: Store) {
  return {
    find: (id: string): Promise<Sighting | null> =>
      store.read((manager) => manager.findOneBy(sightingTable, { id })),
    /** Those of these ids that exist, at most 200. */
    findMany: (ids: readonly string[]): Promise<Sighting[]> =>
      store.read(async (manager) =>
        ids.length === 0 ? [] : manager.findBy(sightingTable, { id: In(ids.slice(0, LONGEST_PAGE)) }),
      ),
    /**
     * Where the crop is that is kept with a sighting: its own, that which a correction of it keeps or, for a match, that of its
     * mark. Null when there is none.
     */
    evidenceKey: (id: string): Promise<string | null> =>
      store.read(async (manager) => {
        const rows: { evidence_key: string | null }[] = await manager.query(
          `SELECT COALESCE(
             s.evidence_key,
             (SELECT c.crop_key FROM corrections c WHERE c.sighting_id = s.id AND c.crop_key IS NOT NULL
              ORDER BY c.made_at, c.id LIMIT 1),
             a.evidence_key) AS evidence_key
           FROM sightings s
           LEFT JOIN attendance_records a ON a.session_id = s.session_id AND a.student_id = s.student_id
           WHERE s.id = ?`,
          [id],
        );
        return rows[0]?.evidence_key ?? null;
      }),
    /** See judgedSightings. */
    judged: (sessionId: string): Promise<JudgedSighting[]> => judgedSightings(store, sessionId),
    /** Of one session, the newest first. */
    list: (request: SightingList) =>
      store.read((manager) => {
        const query = manager
          .createQueryBuilder(sightingTable, 's')
          .where('s.sessionId = :sessionId', { sessionId: request.sessionId });
        for (const name of Object.keys(FILTERS) as (keyof typeof FILTERS)[]) {
          if (request[name] !== undefined) query.andWhere(FILTERS[name], { [name]: request[name] });
        }
        return readPage(query, newestFirst, ['s.capturedAt', 's.id'], request, 'DESC');
      }),
  };
}
