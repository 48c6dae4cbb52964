import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../../connection/store.ts';
import { MissingReference } from '../../errors.ts';
import {
  type AttendanceRecord,
  type AttendanceStatus,
  attendanceTable,
} from '../../tables/attendance-record.ts';
import { type ClassSession, sessionTable } from '../../tables/class-session.ts';
import { appendChanges } from '../attendance-changes.ts';
import { shareStudents } from '../locks.ts';
import { appendEvents } from '../outbox.ts';
import { inChunks } from './chunks.ts';
import {
  type ClosingRules,
  NO_TALLY,
  type RiskOf,
  SHIPPED_SIGHTINGS,
  type StatusTally,
} from './closing-rules.ts';
import { excusedStudents } from './covering-excuses.ts';
import { holdSession } from './hold-session.ts';
import { judgeLeaving } from './judge-leaving.ts';
import { noteRisks } from './note-risks.ts';
import { seenIn } from './watched.ts';
import { withdrawAbsences } from './withdraw-absences.ts';

export type Closing = {
  readonly sessionId: string;
  readonly actor: string;
  readonly rules: ClosingRules;
  readonly riskOf: RiskOf;
  /** Whether others are told; not of sessions that ended long ago. */
  readonly tells: boolean;
};

export type ClosedSession = {
  readonly session: ClassSession;
  /** How many records have each status. */
  readonly counts: StatusTally;
  /** Records that the closing wrote. */
  readonly written: number;
};

/**
 * Closes a session: everybody who was on its roster when it ended and has no record becomes absent, or excused where an excuse
 * covers the session; leaving early is judged; and those who wait for it are told. Undefined, and nothing is done, for a session
 * that is closed already or was cancelled: so however many processes do it, it happens once. Throws MissingReference on
 * `sessionId`.
 */
export function closeSession(store: Store, closing: Closing): Promise<ClosedSession | undefined> {
  return store.write(
    async (manager) => {
      const session = await holdSession(manager, closing.sessionId);
      if (!session) throw new MissingReference('sessionId');
      if (session.closedAt !== null || session.status === 'cancelled') return undefined;
      // Left by a closing before, of a session that was moved into the future since.
      await withdrawAbsences(manager, session, { ...closing, reason: null });
      const missing = await missingFrom(manager, session);
      const rows = await absences(manager, session, [...(await shareStudents(manager, missing))]);
      await write(manager, rows, closing.actor);
      await judgeLeaving(manager, session, closing.rules);
      const closedAt = new Date();
      await manager.update(sessionTable, { id: session.id }, { closedAt, keptOpenUntil: null });
      const counts = await tally(manager, session.id);
      await noteRisks(manager, session, closing);
      if (closing.tells) await tell(manager, session, counts, rows);
      return { session: { ...session, closedAt, keptOpenUntil: null }, counts, written: rows.length };
    },
    { idempotent: true },
  );
}

/** On the roster when the session ended and without a record. Whoever joins the course later was never expected. */
async function missingFrom(manager: EntityManager, session: ClassSession): Promise<string[]> {
  const rows: { id: string }[] = await manager.query(
    `SELECT r.student_id AS id FROM roster_entries r
     LEFT JOIN attendance_records a ON a.session_id = ? AND a.student_id = r.student_id
     WHERE r.course_id = ? AND r.created_at <= ? AND a.id IS NULL ORDER BY r.student_id`,
    [session.id, session.courseId, session.endsAt],
  );
  return rows.map(({ id }) => id);
}

async function absences(
  manager: EntityManager,
  session: ClassSession,
  studentIds: readonly string[],
): Promise<AttendanceRecord[]> {
  const excused = await excusedStudents(manager, session, studentIds);
  const tooLate =
    session.closesAfterMinutes === null ? new Map() : await seenIn(manager, session.id, studentIds);
  const enough = session.requiredSightings ?? SHIPPED_SIGHTINGS;
  const checkInClosed = session.startsAt.getTime() + (session.closesAfterMinutes ?? 0) * 60_000;
  const now = new Date();
  return studentIds.map((studentId) => {
    const seen = tooLate.get(studentId);
    // Kept for a rule that may be laxer one day: they were there, but too late for this one.
    const isSeen =
      seen !== undefined && seen.sightings >= enough && seen.firstSeenAt.getTime() > checkInClosed;
    return {
      id: uuidv7(),
      sessionId: session.id,
      studentId,
      ...(excused.has(studentId)
        ? ({ status: 'excused', statusSource: 'excuse' } as const)
        : ({ status: 'absent', statusSource: 'closing' } as const)),
      firstSeenAt: isSeen ? seen.firstSeenAt : null,
      lastSeenAt: isSeen ? seen.lastSeenAt : null,
      score: null,
      evidenceKey: null,
      leftEarly: null,
      createdAt: now,
      updatedAt: now,
    };
  });
}

async function write(
  manager: EntityManager,
  rows: readonly AttendanceRecord[],
  actor: string,
): Promise<void> {
  for (const some of inChunks(rows)) await manager.insert(attendanceTable, [...some]);
  await appendChanges(
    manager,
    rows.map(({ sessionId, studentId, status, statusSource }) => ({
      sessionId,
      studentId,
      actor,
      cause: statusSource === 'excuse' ? 'excuse' : 'closing',
      beforeStatus: null,
      beforeSource: null,
      afterStatus: status,
      afterSource: statusSource,
    })),
  );
}

/** How many records of the session have each status. */
async function tally(manager: EntityManager, sessionId: string): Promise<StatusTally> {
  const rows: { status: AttendanceStatus; number: string }[] = await manager.query(
    'SELECT status, COUNT(*) AS number FROM attendance_records WHERE session_id = ? GROUP BY status',
    [sessionId],
  );
  return { ...NO_TALLY, ...Object.fromEntries(rows.map(({ status, number }) => [status, Number(number)])) };
}

async function tell(
  manager: EntityManager,
  { id: sessionId, courseId, roomId }: ClassSession,
  counts: StatusTally,
  rows: readonly AttendanceRecord[],
): Promise<void> {
  const at = { sessionId, courseId, roomId };
  const absent = rows.filter(({ status }) => status === 'absent');
  const events = [
    ...absent.map(({ studentId }) => ({ ...at, type: 'attendance.absent', studentId, details: {} })),
    { ...at, type: 'session.closed', details: counts },
  ];
  for (const some of inChunks(events)) await appendEvents(manager, some);
}
