import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import { MissingReference } from '../errors.ts';
import {
  type AttendanceRecord,
  type AttendanceStatus,
  attendanceTable,
} from '../tables/attendance-record.ts';
import type { ClassSession } from '../tables/class-session.ts';
import { type Confirmation, type DecideStatus, isSame, mark } from './mark.ts';
import { insertSightings, type NewSighting } from './sightings.ts';

export type FrameRecord = {
  readonly session: Pick<ClassSession, 'id'>;
  /** One for each face of the frame. */
  readonly sightings: readonly NewSighting[];
  /** At most one for each student. */
  readonly confirmations: readonly Confirmation[];
  readonly decideStatus: DecideStatus;
};

export type MarkResult = {
  readonly studentId: string;
  /** `refused`: no consent in force, not on the roster, gone, or the session's rule marks nobody at that time. */
  readonly result: 'created' | 'updated' | 'unchanged' | 'refused';
  /** Null when refused. */
  readonly status: AttendanceStatus | null;
};

/**
 * Writes what one frame showed, in one transaction that may run twice, with confirmations in any order and from any process.
 * Locks are taken in one order (session, students by id, roster entries by student) so that frames wait for each other only where
 * they mark the same person. Throws MissingReference on `sessionId` or `deviceId`.
 */
export function recordFrame(store: Store, frame: FrameRecord): Promise<MarkResult[]> {
  return store.write(
    async (manager) => {
      const courseId = await lockSession(manager, frame.session.id);
      const known = await lockStudents(manager, frame);
      await insertSightings(manager, frame.session.id, frame.sightings, known);
      const admitted = await lockAdmitted(manager, courseId, frame.confirmations);
      const results: MarkResult[] = [];
      for (const confirmation of frame.confirmations.toSorted(byStudent)) {
        const { studentId } = confirmation;
        results.push(
          admitted.has(studentId)
            ? await markOne(manager, frame, confirmation)
            : { studentId, result: 'refused', status: null },
        );
      }
      return results;
    },
    { idempotent: true },
  );
}

function byStudent(a: Confirmation, b: Confirmation): number {
  return a.studentId < b.studentId ? -1 : 1;
}

/** The session cannot be removed or moved to another course meanwhile. */
async function lockSession(manager: EntityManager, sessionId: string): Promise<string> {
  const rows: { course_id: string }[] = await manager.query(
    'SELECT course_id FROM class_sessions WHERE id = ? LOCK IN SHARE MODE',
    [sessionId],
  );
  if (!rows[0]) throw new MissingReference('sessionId');
  return rows[0].course_id;
}

/** Holds all students that the frame names against removal; answers those that are still there. */
async function lockStudents(manager: EntityManager, frame: FrameRecord): Promise<Set<string>> {
  const named = [
    ...frame.confirmations.map((confirmation) => confirmation.studentId),
    ...frame.sightings.flatMap((s) => [s.studentId, s.candidateId, s.runnerUpId]),
  ];
  const ids = [...new Set(named.filter((id) => id !== null))].toSorted();
  if (ids.length === 0) return new Set();
  const rows: { id: string }[] = await manager.query(
    'SELECT id FROM students FORCE INDEX (PRIMARY) WHERE id IN (?) ORDER BY id LOCK IN SHARE MODE',
    [ids],
  );
  return new Set(rows.map((row) => row.id));
}

/**
 * Those on the roster with consent in force, as of now and not of when the gallery was loaded. The roster entry is held
 * alone, which makes marks of one person in one course happen one after another; the consent is shared.
 */
async function lockAdmitted(
  manager: EntityManager,
  courseId: string,
  confirmations: readonly Confirmation[],
): Promise<Set<string>> {
  const ids = confirmations.map((confirmation) => confirmation.studentId).toSorted();
  if (ids.length === 0) return new Set();
  const listed: { student_id: string }[] = await manager.query(
    `SELECT student_id FROM roster_entries FORCE INDEX (PRIMARY)
     WHERE course_id = ? AND student_id IN (?) ORDER BY student_id FOR UPDATE`,
    [courseId, ids],
  );
  const consenting: { student_id: string }[] = await manager.query(
    `SELECT student_id FROM consents FORCE INDEX (ix_consents__student_id)
     WHERE student_id IN (?) AND withdrawn_at IS NULL ORDER BY student_id LOCK IN SHARE MODE`,
    [ids],
  );
  const consents = new Set(consenting.map((row) => row.student_id));
  return new Set(listed.map((row) => row.student_id).filter((id) => consents.has(id)));
}

async function markOne(
  manager: EntityManager,
  { session, decideStatus }: FrameRecord,
  confirmation: Confirmation,
): Promise<MarkResult> {
  const { studentId } = confirmation;
  const record = await manager.findOneBy(attendanceTable, { sessionId: session.id, studentId });
  const after = mark(record, confirmation, decideStatus);
  if (!after) return { studentId, result: 'refused', status: null };
  if (record && isSame(record, after)) return { studentId, result: 'unchanged', status: after.status };
  const updatedAt = new Date();
  if (record) {
    await manager.update(attendanceTable, { id: record.id }, { ...after, updatedAt });
    return { studentId, result: 'updated', status: after.status };
  }
  const row: AttendanceRecord = {
    id: uuidv7(),
    sessionId: session.id,
    studentId,
    ...after,
    createdAt: updatedAt,
    updatedAt,
  };
  await manager.insert(attendanceTable, { ...row });
  return { studentId, result: 'created', status: after.status };
}
