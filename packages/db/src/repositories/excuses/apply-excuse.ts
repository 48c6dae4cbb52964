import { type EntityManager, In } from 'typeorm';
import { type AttendanceRecord, attendanceTable } from '../../tables/attendance-record.ts';
import type { ClassSession } from '../../tables/class-session.ts';
import type { Excuse } from '../../tables/excuse.ts';
import { appendChanges } from '../attendance-changes.ts';
import { type ClosingRules, flagOf } from '../closing/closing-rules.ts';
import { excusedStudents } from '../closing/covering-excuses.ts';
import { later, seenIn, watchedUntil } from '../closing/watched.ts';

type Covered = Pick<Excuse, 'studentId' | 'courseId' | 'sessionId' | 'fromAt' | 'toAt'>;
type By = { readonly actor: string; readonly reason: string };
type Row = { readonly recordId: string; readonly sessionId: string };

/** An excuse that covers more closed sessions than this is a mistake. */
const MOST_EXCUSED_SESSIONS = 1000;

/** The absences that an excuse covers become excused. The caller holds the student. Answers the sessions. */
export async function excuseAbsences(manager: EntityManager, excuse: Covered, by: By): Promise<string[]> {
  const rows = await coveredRecords(manager, excuse, 'closing');
  await manager.update(
    attendanceTable,
    { id: In(rows.map(({ recordId }) => recordId)) },
    { status: 'excused', statusSource: 'excuse', updatedAt: new Date() },
  );
  await appendChanges(
    manager,
    rows.map(({ sessionId }) => ({
      ...by,
      sessionId,
      studentId: excuse.studentId,
      cause: 'excuse' as const,
      beforeStatus: 'absent' as const,
      beforeSource: 'closing' as const,
      afterStatus: 'excused' as const,
      afterSource: 'excuse' as const,
    })),
  );
  return rows.map(({ sessionId }) => sessionId);
}

/**
 * What an excuse that is withdrawn now had excused is judged as if it had never been, unless another one covers it. The caller
 * holds the student. Answers the sessions.
 */
export async function judgeUnexcused(
  manager: EntityManager,
  excuse: Covered,
  rules: ClosingRules,
  by: By,
): Promise<string[]> {
  const rows = await coveredRecords(manager, excuse, 'excuse');
  const changed: string[] = [];
  for (const { recordId, sessionId } of rows) {
    const [record, session] = await Promise.all([
      manager.findOneBy(attendanceTable, { id: recordId }),
      manager.findOneBy<ClassSession>('ClassSession', { id: sessionId }),
    ]);
    if (!record || !session) continue;
    const stillExcused = await excusedStudents(manager, session, [excuse.studentId]);
    if (stillExcused.has(excuse.studentId)) continue;
    await judge(manager, session, record, rules, by);
    changed.push(sessionId);
  }
  return changed;
}

async function judge(
  manager: EntityManager,
  session: ClassSession,
  record: AttendanceRecord,
  rules: ClosingRules,
  by: By,
): Promise<void> {
  const { sessionId, studentId, firstSeenAt } = record;
  const seen = await seenIn(manager, sessionId, [studentId]);
  const lastSeenAt = later(record.lastSeenAt, firstSeenAt && seen.get(studentId)?.lastSeenAt);
  const watched = await watchedUntil(manager, sessionId);
  const { status, statusSource, leftEarly } = rules.judgeSeen(session, { firstSeenAt, lastSeenAt }, watched);
  const updatedAt = new Date();
  await manager.update(
    attendanceTable,
    { id: record.id },
    { status, statusSource, leftEarly: flagOf(leftEarly), updatedAt },
  );
  await appendChanges(manager, [
    {
      ...by,
      ...{ sessionId, studentId },
      cause: 'undo',
      beforeStatus: record.status,
      beforeSource: record.statusSource,
      afterStatus: status,
      afterSource: statusSource,
    },
  ]);
}

/** The student's records of closed sessions that the excuse covers, by what they rest on. */
async function coveredRecords(
  manager: EntityManager,
  { studentId, courseId, sessionId, fromAt, toAt }: Covered,
  source: 'closing' | 'excuse',
): Promise<Row[]> {
  const [where, values] =
    sessionId === null
      ? [
          's.starts_at >= ? AND s.starts_at < ? AND (? IS NULL OR s.course_id = ?)',
          [fromAt, toAt, courseId, courseId],
        ]
      : ['s.id = ?', [sessionId]];
  return manager.query(
    `SELECT a.id AS recordId, a.session_id AS sessionId
     FROM attendance_records a JOIN class_sessions s ON s.id = a.session_id
     WHERE a.student_id = ? AND a.status_source = ? AND s.closed_at IS NOT NULL AND ${where}
     ORDER BY a.session_id LIMIT ${MOST_EXCUSED_SESSIONS} FOR UPDATE`,
    [studentId, source, ...values],
  );
}
