import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Sighting } from '../tables/sighting.ts';

/** Of the session that recordFrame is given. */
export type NewSighting = Omit<Sighting, 'id' | 'sessionId'>;

type Value = string | number | Date | null;
type Row = { readonly id: string; readonly sessionId: string; readonly sighting: NewSighting };

/** A face of a frame that is there already stays as it is. `known` are the students that still exist. */
export async function insertSightings(
  manager: EntityManager,
  sessionId: string,
  sightings: readonly NewSighting[],
  known: ReadonlySet<string>,
): Promise<void> {
  if (sightings.length === 0) return;
  const student = (id: string | null) => (id !== null && known.has(id) ? id : null);
  const rows = sightings.map((sighting) => ({
    ...identityColumns({ id: uuidv7(), sessionId, sighting }, student),
    ...decisionColumns(sighting),
  }));
  const columns = Object.keys(rows[0] ?? {});
  const places = `(${columns.map(() => '?').join(', ')})`;
  await manager.query(
    `INSERT INTO sightings (${columns.join(', ')}) VALUES ${rows.map(() => places).join(', ')}
     ON DUPLICATE KEY UPDATE frame_id = sightings.frame_id`,
    rows.flatMap((row): Value[] => Object.values(row)),
  );
}

function identityColumns({ id, sessionId, sighting: s }: Row, student: (id: string | null) => string | null) {
  return {
    id,
    frame_id: s.frameId,
    face_number: s.faceNumber,
    session_id: sessionId,
    device_id: s.deviceId,
    captured_at: s.capturedAt,
    student_id: student(s.studentId),
    candidate_id: student(s.candidateId),
    runner_up_id: student(s.runnerUpId),
    presentation_id: s.presentationId,
    unknown_group_id: s.unknownGroupId,
    box_x: Math.round(s.box.x),
    box_y: Math.round(s.box.y),
    box_width: Math.round(s.box.width),
    box_height: Math.round(s.box.height),
    evidence_key: s.evidenceKey,
  };
}

function decisionColumns(s: NewSighting) {
  return {
    score: s.score,
    threshold: s.threshold,
    margin: s.margin,
    required_margin: s.requiredMargin,
    reason: s.reason,
    agreement: s.agreement,
    deep_score: s.deepScore,
    sift_score: s.siftScore,
    quality: s.quality,
    size_px: s.sizePx,
    sharpness: s.sharpness,
    liveness: s.liveness,
    liveness_score: s.livenessScore,
    liveness_cues: s.livenessCues && JSON.stringify(s.livenessCues),
    engine: s.engine,
    model_version: s.modelVersion,
  };
}
