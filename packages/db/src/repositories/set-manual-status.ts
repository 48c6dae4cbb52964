import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import { MissingReference } from '../errors.ts';
import {
  type AttendanceRecord,
  type AttendanceStatus,
  attendanceTable,
} from '../tables/attendance-record.ts';
import { appendEntry } from './audit.ts';
import { holdRosterEntries, holdStudent, shareSession, shareStudents } from './locks.ts';

/**
 * Sets a status by hand, which no camera changes afterwards, and notes in the audit log who did it and what it was before.
 * Throws MissingReference on `sessionId`, or on `studentId` for one who is not on the roster of the session's course, unless its scope is
 * the campus.
 */
export function setManualStatus(
  store: Store,
  sessionId: string,
  studentId: string,
  status: AttendanceStatus,
  actor: string,
): Promise<AttendanceRecord> {
  return store.write(
    async (manager) => {
      await holdPlace(manager, sessionId, studentId);
      const before = await manager.findOneBy(attendanceTable, { sessionId, studentId });
      const after = await write(manager, before, { sessionId, studentId, status });
      await appendEntry(manager, {
        actor,
        action: 'attendance.set',
        subjectType: 'attendance-record',
        subjectId: after.id,
        details: { sessionId, studentId, status, before: before?.status ?? null },
      });
      return after;
    },
    { idempotent: true },
  );
}

/** The locks that recordFrame takes for a mark, so that the two never cross. */
async function holdPlace(manager: EntityManager, sessionId: string, studentId: string): Promise<void> {
  const session = await shareSession(manager, sessionId);
  if (!session) throw new MissingReference('sessionId');
  if (session.scope === 'campus') {
    if (!(await holdStudent(manager, studentId))) throw new MissingReference('studentId');
    return;
  }
  await shareStudents(manager, [studentId]);
  const listed = await holdRosterEntries(manager, session.courseId, [studentId]);
  if (!listed.has(studentId)) throw new MissingReference('studentId');
}

async function write(
  manager: EntityManager,
  before: AttendanceRecord | null,
  wanted: Pick<AttendanceRecord, 'sessionId' | 'studentId' | 'status'>,
): Promise<AttendanceRecord> {
  const updatedAt = new Date();
  const set = { status: wanted.status, statusSource: 'manual', updatedAt } as const;
  if (before) {
    await manager.update(attendanceTable, { id: before.id }, set);
    return { ...before, ...set };
  }
  const row: AttendanceRecord = {
    id: uuidv7(),
    ...wanted,
    ...set,
    firstSeenAt: null,
    lastSeenAt: null,
    score: null,
    evidenceKey: null,
    leftEarly: null,
    createdAt: updatedAt,
  };
  await manager.insert(attendanceTable, { ...row });
  return row;
}
