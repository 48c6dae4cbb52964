import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type Sighting, sightingTable } from '../tables/sighting.ts';
import { readPage } from './keyset.ts';

/** Of the session that recordFrame is given. */
export type NewSighting = Omit<Sighting, 'id' | 'sessionId'>;
export type Sightings = ReturnType<typeof createSightings>;

const newestFirst: Order<Sighting> = {
  list: 'sightings',
  kinds: ['moment', 'text'],
  keyOf: (sighting) => [sighting.capturedAt.toISOString(), sighting.id],
};

export function createSightings(store: Store) {
  return {
    /** Of one session, the newest first. Written by attendance.recordFrame alone. */
    list: (request: PageRequest & { readonly sessionId: string }) =>
      store.read((manager) => {
        const query = manager
          .createQueryBuilder(sightingTable, 's')
          .where('s.sessionId = :sessionId', { sessionId: request.sessionId });
        return readPage(query, newestFirst, ['s.capturedAt', 's.id'], request, 'DESC');
      }),
  };
}

/** A face of a frame that is there already stays as it is. `known` are the students that still exist. */
export async function insertSightings(
  manager: EntityManager,
  sessionId: string,
  sightings: readonly NewSighting[],
  known: ReadonlySet<string>,
): Promise<void> {
  if (sightings.length === 0) return;
  const student = (id: string | null) => (id !== null && known.has(id) ? id : null);
  const rows = sightings.map((s) => [
    uuidv7(),
    s.frameId,
    s.faceNumber,
    sessionId,
    s.deviceId,
    s.capturedAt,
    student(s.studentId),
    student(s.candidateId),
    s.score,
    s.threshold,
    student(s.runnerUpId),
    s.margin,
    s.reason,
    ...[s.box.x, s.box.y, s.box.width, s.box.height].map(Math.round),
    s.evidenceKey,
  ]);
  await manager.query(
    `INSERT INTO sightings (id, frame_id, face_number, session_id, device_id, captured_at, student_id, candidate_id,
       score, threshold, runner_up_id, margin, reason, box_x, box_y, box_width, box_height, evidence_key)
     VALUES ${rows.map((row) => `(${row.map(() => '?').join(', ')})`).join(', ')}
     ON DUPLICATE KEY UPDATE frame_id = sightings.frame_id`,
    rows.flat(),
  );
}
