import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import { MissingReference } from '../errors.ts';
import { type AttendanceRecord, attendanceTable } from '../tables/attendance-record.ts';
import { sessionTable } from '../tables/class-session.ts';
import { appendChange } from './attendance-changes.ts';
import { holdRosterEntries, holdStudent, shareSession, shareStudents } from './locks.ts';
import type { DecideStatus } from './mark.ts';
import { appendEvents } from './outbox.ts';

export type NewCheckIn = {
  readonly sessionId: string;
  readonly studentId: string;
  /** Who says so, as an actor. */
  readonly actor: string;
  readonly at: Date;
  readonly decideStatus: DecideStatus;
};

export type CheckInResult = {
  /** `already`: the record says so, or is a person's word; nothing was changed. `refused`: the rule marks nobody at that time. */
  readonly result: 'checked-in' | 'already' | 'refused';
  readonly record: AttendanceRecord | null;
};

export type CheckIns = ReturnType<typeof createCheckIns>;

export function createCheckIns(store: Store) {
  return {
    /**
     * Writes that a student was there, without a face: once, however often it is called. Throws MissingReference on `sessionId`, or on
     * `studentId` for who is not on the roster, unless the session is for the campus.
     */
    record: (checkIn: NewCheckIn): Promise<CheckInResult> =>
      store.write((manager) => record(manager, checkIn), { idempotent: true }),
  };
}

async function record(manager: EntityManager, checkIn: NewCheckIn): Promise<CheckInResult> {
  const { sessionId, studentId, at, decideStatus } = checkIn;
  await holdPlace(manager, sessionId, studentId);
  const before = await manager.findOneBy(attendanceTable, { sessionId, studentId });
  if (before && before.statusSource !== 'closing') return { result: 'already', record: before };
  const status = decideStatus(at);
  if (!status) return { result: 'refused', record: before };
  const after = await write(manager, before, checkIn, status);
  await tell(manager, before, after, checkIn);
  return { result: 'checked-in', record: after };
}

/** The locks that a camera's mark takes, so that the two never cross. */
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

/** No camera saw anybody: the times of sightings stay empty. */
async function write(
  manager: EntityManager,
  before: AttendanceRecord | null,
  { sessionId, studentId, at }: NewCheckIn,
  status: 'present' | 'late',
): Promise<AttendanceRecord> {
  const set = { status, statusSource: 'check-in', updatedAt: at } as const;
  if (before) {
    await manager.update(attendanceTable, { id: before.id }, set);
    return { ...before, ...set };
  }
  const row: AttendanceRecord = {
    id: uuidv7(),
    sessionId,
    studentId,
    ...set,
    firstSeenAt: null,
    lastSeenAt: null,
    score: null,
    evidenceKey: null,
    leftEarly: null,
    createdAt: at,
  };
  await manager.insert(attendanceTable, { ...row });
  return row;
}

async function tell(
  manager: EntityManager,
  before: AttendanceRecord | null,
  after: AttendanceRecord,
  { sessionId, studentId, actor, at }: NewCheckIn,
): Promise<void> {
  await appendChange(manager, {
    sessionId,
    studentId,
    actor,
    cause: 'check-in',
    beforeStatus: before?.status ?? null,
    beforeSource: before?.statusSource ?? null,
    afterStatus: after.status,
    afterSource: after.statusSource,
  });
  const session = await manager.findOneByOrFail(sessionTable, { id: sessionId });
  const { courseId, roomId } = session;
  const details = { status: after.status, before: before?.status ?? null, firstSeenAt: at.toISOString() };
  await appendEvents(manager, [
    { type: 'attendance.marked', at, courseId, roomId, sessionId, studentId, details },
  ]);
}
