import type { EntityManager } from 'typeorm';
import { attendanceTable } from '../tables/attendance-record.ts';
import { type Sighting, sightingTable } from '../tables/sighting.ts';

/**
 * Of the sighting itself, else of the sighting of the same presentation that is nearest in time, else that of the student's mark,
 * if the mark's crop was taken in this presentation: that of another may show another person. Else what an earlier correction of
 * the sighting, or of its presentation, keeps of the face.
 */
export async function cropToLearnFrom(
  manager: EntityManager,
  sightingId: string,
  studentId: string,
): Promise<string | null> {
  const sighting = await manager.findOneBy(sightingTable, { id: sightingId });
  if (!sighting) return null;
  return (
    sighting.evidenceKey ??
    (await ofPresentation(manager, sighting)) ??
    (sighting.studentId === studentId ? await ofMark(manager, sighting, studentId) : null) ??
    (await ofCorrection(manager, sighting))
  );
}

async function ofPresentation(manager: EntityManager, sighting: Sighting): Promise<string | null> {
  const { presentationId, sessionId, capturedAt } = sighting;
  if (presentationId === null) return null;
  const rows: { evidenceKey: string }[] = await manager.query(
    `SELECT evidence_key AS evidenceKey FROM sightings
     WHERE presentation_id = ? AND session_id = ? AND evidence_key IS NOT NULL
     ORDER BY ABS(TIMESTAMPDIFF(MICROSECOND, captured_at, ?)) LIMIT 1`,
    [presentationId, sessionId, capturedAt],
  );
  return rows[0]?.evidenceKey ?? null;
}

/** A mark keeps the crop of its best score, so that score says which sighting the crop shows. */
async function ofMark(manager: EntityManager, sighting: Sighting, studentId: string): Promise<string | null> {
  const { sessionId, presentationId, score } = sighting;
  const record = await manager.findOneBy(attendanceTable, { sessionId, studentId });
  if (!record?.evidenceKey || record.score === null) return null;
  if (record.score === score) return record.evidenceKey;
  if (presentationId === null) return null;
  const shown = await manager.existsBy(sightingTable, {
    sessionId,
    studentId,
    presentationId,
    score: record.score,
  });
  return shown ? record.evidenceKey : null;
}

async function ofCorrection(
  manager: EntityManager,
  { id, sessionId, presentationId, capturedAt }: Sighting,
): Promise<string | null> {
  const rows: { cropKey: string }[] = await manager.query(
    `SELECT c.crop_key AS cropKey FROM sightings s JOIN corrections c ON c.sighting_id = s.id
     WHERE s.session_id = ? AND (s.id = ? OR s.presentation_id = ?) AND c.crop_key IS NOT NULL
     ORDER BY s.id = ? DESC, ABS(TIMESTAMPDIFF(MICROSECOND, s.captured_at, ?)), c.made_at, c.id LIMIT 1`,
    [sessionId, id, presentationId, id, capturedAt],
  );
  return rows[0]?.cropKey ?? null;
}
