import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import { MissingReference } from '../errors.ts';
import type { AttendanceChange, ChangeCause } from '../tables/attendance-change.ts';
import {
  type AttendanceRecord,
  type AttendanceStatus,
  attendanceTable,
} from '../tables/attendance-record.ts';
import { appendChange } from './attendance-changes.ts';
import { appendEntry } from './audit.ts';
import { attended } from './closing/closing-rules.ts';
import { type HeldSession, holdRosterEntries, holdStudent, shareSession, shareStudents } from './locks.ts';
import { tellMarked } from './tell-marked.ts';

export type ManualChange = {
  readonly sessionId: string;
  readonly studentId: string;
  readonly status: AttendanceStatus;
  readonly actor: string;
  /** `manual` unless told. */
  readonly cause?: Extract<ChangeCause, 'manual' | 'correction' | 'dispute'> | undefined;
  readonly reason?: string | null | undefined;
};

export type ManualMark = {
  readonly record: AttendanceRecord;
  /** Null when a person had set that status already. */
  readonly change: AttendanceChange | null;
};

/**
 * Sets a status by hand, which no camera changes afterwards. Who did it, what it was before and why is kept in the history of the
 * record; the audit log names the change. Throws MissingReference on `sessionId`, or on `studentId` for one who is not on the
 * roster of the session's course, unless its scope is the campus.
 */
export function setManualStatus(store: Store, wanted: ManualChange): Promise<ManualMark> {
  return store.write(
    async (manager) => {
      const session = await holdPlace(manager, wanted);
      const { sessionId, studentId, status } = wanted;
      const before = await manager.findOneBy(attendanceTable, { sessionId, studentId });
      if (before?.status === status && before.statusSource === 'manual')
        return { record: before, change: null };
      const record = await write(manager, before, { sessionId, studentId, status });
      const change = await note(manager, before, record, wanted);
      const told = { before: before?.status ?? null, after: status, firstSeenAt: record.firstSeenAt };
      await tellMarked(manager, session, { sessionId, studentId, ...told });
      return { record, change };
    },
    { idempotent: true },
  );
}

async function note(
  manager: EntityManager,
  before: AttendanceRecord | null,
  { id, sessionId, studentId, status }: AttendanceRecord,
  { actor, cause = 'manual', reason = null }: ManualChange,
): Promise<AttendanceChange> {
  const change = await appendChange(manager, {
    ...{ sessionId, studentId, actor, cause, reason },
    beforeStatus: before?.status ?? null,
    beforeSource: before?.statusSource ?? null,
    afterStatus: status,
    afterSource: 'manual',
  });
  await appendEntry(manager, {
    actor,
    action: 'attendance.set',
    subjectType: 'attendance-record',
    subjectId: id,
    details: { sessionId, studentId, status, before: before?.status ?? null, cause, changeId: change.id },
  });
  return change;
}

/** The locks that recordFrame takes for a mark, so that the two never cross. */
async function holdPlace(
  manager: EntityManager,
  { sessionId, studentId }: Pick<ManualChange, 'sessionId' | 'studentId'>,
): Promise<HeldSession> {
  const session = await shareSession(manager, sessionId);
  if (!session) throw new MissingReference('sessionId');
  if (session.scope === 'campus') {
    if (!(await holdStudent(manager, studentId))) throw new MissingReference('studentId');
    return session;
  }
  await shareStudents(manager, [studentId]);
  const listed = await holdRosterEntries(manager, session.courseId, [studentId]);
  if (!listed.has(studentId)) throw new MissingReference('studentId');
  return session;
}

async function write(
  manager: EntityManager,
  before: AttendanceRecord | null,
  wanted: Pick<AttendanceRecord, 'sessionId' | 'studentId' | 'status'>,
): Promise<AttendanceRecord> {
  const updatedAt = new Date();
  const set = { status: wanted.status, statusSource: 'manual', updatedAt } as const;
  if (before) {
    const changed = { ...set, leftEarly: attended(set.status) ? before.leftEarly : null };
    await manager.update(attendanceTable, { id: before.id }, changed);
    return { ...before, ...changed };
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
