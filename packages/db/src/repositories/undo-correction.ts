import { isDeepStrictEqual } from 'node:util';
import type { EntityManager } from 'typeorm';
import type { Store } from '../connection/store.ts';
import { type AttendanceRecord, attendanceTable } from '../tables/attendance-record.ts';
import { type ClassSession, sessionTable } from '../tables/class-session.ts';
import { type Correction, correctionTable, type StoredRecord } from '../tables/correction.ts';
import { sightingTable } from '../tables/sighting.ts';
import type { LeftEarly } from './closing/closing-rules.ts';
import { unseen, verdictInstead } from './closing/closing-verdict.ts';
import { leavingOf } from './closing/judge-leaving.ts';
import { noteCorrected, recordOf, storedRecord } from './correct-mark.ts';
import type { CorrectionChange } from './correct-sighting.ts';
import { dueAgain } from './due-again.ts';
import { bumpGalleriesOfStudent } from './galleries.ts';
import { holdStudent, shareSession } from './locks.ts';

type By = {
  readonly actor: string;
  /** By which leaving early is judged again where the session is closed. */
  readonly leftEarly?: LeftEarly | undefined;
};

/** Removes the correction with its templates. The record becomes what it was, unless somebody or something changed it since. */
export function undoCorrection(store: Store, id: string, by: By): Promise<CorrectionChange | undefined> {
  return store.write(async (manager) => {
    const correction = await manager.findOneBy(correctionTable, { id });
    if (!correction) return undefined;
    const sessionId = await shareSessionOf(manager, correction);
    if (!(await holdStudent(manager, correction.studentId))) return undefined;
    const { affected } = await manager.delete(correctionTable, { id });
    if (affected === 0) return undefined;
    await restore(manager, correction, sessionId, by);
    await moveEvidenceBack(manager, correction, sessionId);
    if (sessionId !== undefined) await dueAgain(manager, sessionId);
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
  { actor, leftEarly }: By,
): Promise<void> {
  if (sessionId === undefined || !markChange) return;
  const session = await manager.findOneBy(sessionTable, { id: sessionId });
  if (!session) return;
  const present = await manager.findOneBy(attendanceTable, { sessionId, studentId });
  if (!isUntouched(present, markChange.after)) return;
  const before = await recordBefore(manager, session, present, markChange.before);
  const after = before && { ...before, ...(await flagAgain(manager, session, before, leftEarly)) };
  if (after && present) await manager.update(attendanceTable, { id: present.id }, { ...after });
  else if (after) await manager.insert(attendanceTable, { ...after });
  else if (present) await manager.delete(attendanceTable, { id: present.id });
  await noteCorrected(manager, present, after, { actor, cause: 'undo', reason: null });
}

/** Closing and opening a session again, and excuses, touch no record of those whom neither a camera nor a person has marked. */
function isUntouched(present: AttendanceRecord | null, after: StoredRecord | null): boolean {
  if (isUnmarked(present) && isUnmarked(after)) return true;
  return isDeepStrictEqual(comparable(present && storedRecord(present)), comparable(after));
}

function isUnmarked(record: Pick<AttendanceRecord, 'statusSource'> | null): boolean {
  return record === null || record.statusSource === 'closing' || record.statusSource === 'excuse';
}

/** Leaving early is judged by closing, whoever made the mark. A JSON column may give fields back in another order. */
function comparable(record: StoredRecord | null): object | null {
  return record && { ...record, leftEarly: null };
}

/** The record before the correction; of one who was not marked then, what the session's closing says now. */
async function recordBefore(
  manager: EntityManager,
  session: ClassSession,
  present: AttendanceRecord | null,
  stored: StoredRecord | null,
): Promise<AttendanceRecord | null> {
  const before = stored && recordOf(stored);
  const row = before && { ...before, id: present?.id ?? before.id };
  if (!isUnmarked(before)) return row;
  const basis = row ?? present;
  if (!basis) return null;
  const verdict = await verdictInstead(manager, session, basis.studentId, before !== null);
  if (!verdict) return null;
  return row ? { ...row, ...verdict, updatedAt: new Date() } : unseen(basis, verdict);
}

/** Leaving early could not be judged of a mark that was away when the session closed. */
async function flagAgain(
  manager: EntityManager,
  session: ClassSession,
  record: AttendanceRecord,
  leftEarly: LeftEarly | undefined,
): Promise<Partial<Pick<AttendanceRecord, 'leftEarly'>>> {
  if (session.closedAt === null || !leftEarly) return {};
  return { leftEarly: await leavingOf(manager, session, record, leftEarly) };
}

async function moveEvidenceBack(
  manager: EntityManager,
  { cropKey, cropFrom }: Pick<Correction, 'cropKey' | 'cropFrom'>,
  sessionId: string | undefined,
): Promise<void> {
  if (sessionId === undefined || cropKey === null || cropFrom === null) return;
  await manager.update(sightingTable, { sessionId, evidenceKey: cropKey }, { evidenceKey: cropFrom });
}
