import type { EntityManager } from 'typeorm';
import type { Store } from '../connection/store.ts';
import { attendanceTable } from '../tables/attendance-record.ts';
import { type Correction, correctionTable } from '../tables/correction.ts';
import { sightingTable } from '../tables/sighting.ts';
import { noteCorrected, recordOf, storedRecord } from './correct-mark.ts';
import type { CorrectionChange } from './correct-sighting.ts';
import { bumpGalleriesOfStudent } from './galleries.ts';
import { holdStudent, shareSession } from './locks.ts';

/** Removes the correction with its templates. The record becomes what it was, unless somebody or something changed it since. */
export function undoCorrection(
  store: Store,
  id: string,
  actor: string,
): Promise<CorrectionChange | undefined> {
  return store.write(async (manager) => {
    const correction = await manager.findOneBy(correctionTable, { id });
    if (!correction) return undefined;
    const sessionId = await shareSessionOf(manager, correction);
    if (!(await holdStudent(manager, correction.studentId))) return undefined;
    const { affected } = await manager.delete(correctionTable, { id });
    if (affected === 0) return undefined;
    await restore(manager, correction, sessionId, actor);
    await moveEvidenceBack(manager, correction, sessionId);
    const courseIds = await bumpGalleriesOfStudent(manager, correction.studentId);
    return { correction, courseIds };
  });
}

/** Undefined once the sighting is gone. */
async function shareSessionOf(
  manager: EntityManager,
  { sightingId }: Pick<Correction, 'sightingId'>,
): Promise<string | undefined> {
  const sighting = sightingId === null ? null : await manager.findOneBy(sightingTable, { id: sightingId });
  if (sighting) await shareSession(manager, sighting.sessionId);
  return sighting?.sessionId;
}

async function restore(
  manager: EntityManager,
  { studentId, markChange }: Pick<Correction, 'studentId' | 'markChange'>,
  sessionId: string | undefined,
  actor: string,
): Promise<void> {
  if (sessionId === undefined || !markChange) return;
  const { before, after } = markChange;
  const present = await manager.findOneBy(attendanceTable, { sessionId, studentId });
  const isUntouched =
    JSON.stringify(present && storedRecord(present)) === JSON.stringify(sorted(present, after));
  if (!isUntouched) return;
  if (before && present) await manager.update(attendanceTable, { id: present.id }, recordOf(before));
  else if (before) await manager.insert(attendanceTable, { ...recordOf(before) });
  else if (present) await manager.delete(attendanceTable, { id: present.id });
  const said = { actor, cause: 'undo', reason: null } as const;
  await noteCorrected(manager, present, before && recordOf(before), said);
}

async function moveEvidenceBack(
  manager: EntityManager,
  { cropKey, cropFrom }: Pick<Correction, 'cropKey' | 'cropFrom'>,
  sessionId: string | undefined,
): Promise<void> {
  if (sessionId === undefined || cropKey === null || cropFrom === null) return;
  await manager.update(sightingTable, { sessionId, evidenceKey: cropKey }, { evidenceKey: cropFrom });
}

/** `stored` with its fields in the order of `like`: a JSON column may give them back in another. */
function sorted<Row extends object>(like: object | null, stored: Row | null): Row | null {
  if (!like || !stored) return stored;
  const values = stored as Record<string, unknown>;
  return Object.fromEntries(Object.keys(like).map((name) => [name, values[name]])) as Row;
}
