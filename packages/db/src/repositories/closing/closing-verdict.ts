import type { EntityManager } from 'typeorm';
import type { AttendanceRecord } from '../../tables/attendance-record.ts';
import type { ClassSession } from '../../tables/class-session.ts';
import { rosterTable } from '../../tables/roster-entry.ts';
import { excusedStudents } from './covering-excuses.ts';

export type Verdict = Pick<AttendanceRecord, 'status' | 'statusSource'>;

/** What a closing writes of one whom nobody has seen: excused where an excuse covers the session now, else absent. The caller holds the student. */
export async function closingVerdict(
  manager: EntityManager,
  session: Pick<ClassSession, 'id' | 'courseId' | 'startsAt'>,
  studentId: string,
): Promise<Verdict> {
  const excused = await excusedStudents(manager, session, [studentId]);
  return excused.has(studentId)
    ? { status: 'excused', statusSource: 'excuse' }
    : { status: 'absent', statusSource: 'closing' };
}

/**
 * What stands in the place of a record that goes. A session that is not closed has none; of a closed one, those who had a record
 * of the closing before (`wasJudged`) and those whom the closing would have expected have its verdict. The caller holds session
 * and student.
 */
export async function verdictInstead(
  manager: EntityManager,
  session: ClassSession,
  studentId: string,
  wasJudged: boolean,
): Promise<Verdict | null> {
  if (session.closedAt === null) return null;
  if (!wasJudged && !(await wasExpected(manager, session, studentId))) return null;
  return closingVerdict(manager, session, studentId);
}

/** On the roster when the session ended, as closing asks. */
async function wasExpected(
  manager: EntityManager,
  { courseId, endsAt }: ClassSession,
  studentId: string,
): Promise<boolean> {
  const entry = await manager.findOneBy(rosterTable, { courseId, studentId });
  return entry !== null && entry.createdAt <= endsAt;
}

/** The record of one whom no camera has seen. */
export function unseen(record: AttendanceRecord, verdict: Verdict): AttendanceRecord {
  const nothing = { firstSeenAt: null, lastSeenAt: null, score: null, evidenceKey: null, leftEarly: null };
  return { ...record, ...nothing, ...verdict, updatedAt: new Date() };
}
