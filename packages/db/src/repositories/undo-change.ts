import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import {
  type AttendanceChange,
  attendanceChangeTable,
  type ChangeCause,
} from '../tables/attendance-change.ts';
import {
  type AttendanceRecord,
  type AttendanceStatus,
  attendanceTable,
  type StatusSource,
} from '../tables/attendance-record.ts';
import { appendChange } from './attendance-changes.ts';
import { appendEntry } from './audit.ts';
import { type HeldSession, holdRosterEntries, holdStudent, shareSession } from './locks.ts';
import type { DecideStatus } from './mark.ts';
import { tellMarked } from './tell-marked.ts';

export type UndoRequest = {
  readonly actor: string;
  readonly reason: string | null;
  /** The session's rule, for a record that cameras have seen meanwhile. */
  readonly decideStatus: DecideStatus;
};

/** `newer`: something else stands on it. `other-way`: what it came of is taken back in its own way, such as a correction. */
export type UndoneChange =
  | { readonly result: 'undone'; readonly change: AttendanceChange; readonly record: AttendanceRecord | null }
  | { readonly result: 'newer' | 'other-way' };

const UNDOABLE: readonly ChangeCause[] = ['manual', 'dispute', 'undo'];

type After = { readonly status: AttendanceStatus; readonly source: StatusSource } | null;

/** Takes a change by hand back, as a new change; the history loses nothing. Undefined when there is no such change. */
export function undoChange(
  store: Store,
  id: string,
  request: UndoRequest,
): Promise<UndoneChange | undefined> {
  return store.write(async (manager) => {
    const change = await manager.findOneBy(attendanceChangeTable, { id });
    if (!change) return undefined;
    if (!UNDOABLE.includes(change.cause)) return { result: 'other-way' };
    const session = await holdPlace(manager, change);
    if (!session) return undefined;
    const { sessionId, studentId } = change;
    const record = await manager.findOneBy(attendanceTable, { sessionId, studentId });
    if (!(await isNewest(manager, change)) || !rests(record, change)) return { result: 'newer' };
    return takeBack(manager, session, { change, record }, request);
  });
}

async function holdPlace(
  manager: EntityManager,
  { sessionId, studentId }: AttendanceChange,
): Promise<HeldSession | undefined> {
  const session = await shareSession(manager, sessionId);
  if (!session || !(await holdStudent(manager, studentId))) return undefined;
  await holdRosterEntries(manager, session.courseId, [studentId]);
  return session;
}

type Standing = { readonly change: AttendanceChange; readonly record: AttendanceRecord | null };

async function takeBack(
  manager: EntityManager,
  session: HeldSession,
  { change, record }: Standing,
  request: UndoRequest,
): Promise<UndoneChange> {
  const after = stateBefore(change, record, request.decideStatus);
  const restored = await put(manager, record, after, change);
  const undone = await note(manager, change, restored, request);
  if (restored) {
    const { sessionId, studentId, firstSeenAt, status } = restored;
    const told = { before: record?.status ?? null, after: status };
    await tellMarked(manager, session, { sessionId, studentId, firstSeenAt, ...told });
  }
  return { result: 'undone', change: undone, record: restored };
}

async function isNewest(manager: EntityManager, change: AttendanceChange): Promise<boolean> {
  const { id, sessionId, studentId } = change;
  const [newest] = await manager.find(attendanceChangeTable, {
    where: { sessionId, studentId },
    order: { id: 'DESC' },
    take: 1,
  });
  return newest?.id === id;
}

/** Whether the record is still as the change left it; what cameras saw beside it does not matter. */
function rests(record: AttendanceRecord | null, { afterStatus, afterSource }: AttendanceChange): boolean {
  return (record?.status ?? null) === afterStatus && (record?.statusSource ?? null) === afterSource;
}

/** Where no person had decided, the session's rule does, by what cameras have seen until now. */
function stateBefore(
  { beforeStatus, beforeSource }: AttendanceChange,
  record: AttendanceRecord | null,
  decideStatus: DecideStatus,
): After {
  const isOpen = beforeStatus === null || beforeSource === 'camera' || beforeSource === 'closing';
  const seen = isOpen && record?.firstSeenAt ? decideStatus(record.firstSeenAt) : undefined;
  if (seen) return { status: seen, source: 'camera' };
  return beforeStatus && beforeSource ? { status: beforeStatus, source: beforeSource } : null;
}

async function put(
  manager: EntityManager,
  record: AttendanceRecord | null,
  after: After,
  { sessionId, studentId }: AttendanceChange,
): Promise<AttendanceRecord | null> {
  if (!after) {
    await manager.delete(attendanceTable, { sessionId, studentId });
    return null;
  }
  const updatedAt = new Date();
  const set = { status: after.status, statusSource: after.source, updatedAt };
  if (!record) {
    const unseen = { firstSeenAt: null, lastSeenAt: null, score: null, evidenceKey: null, leftEarly: null };
    const row = { id: uuidv7(), sessionId, studentId, ...unseen, ...set, createdAt: updatedAt };
    await manager.insert(attendanceTable, { ...row });
    return row;
  }
  await manager.update(attendanceTable, { id: record.id }, set);
  return { ...record, ...set };
}

async function note(
  manager: EntityManager,
  change: AttendanceChange,
  record: AttendanceRecord | null,
  { actor, reason }: UndoRequest,
): Promise<AttendanceChange> {
  const { id, sessionId, studentId } = change;
  const undone = await appendChange(manager, {
    ...{ sessionId, studentId, actor, reason, cause: 'undo', undoesId: id },
    beforeStatus: change.afterStatus,
    beforeSource: change.afterSource,
    afterStatus: record?.status ?? null,
    afterSource: record?.statusSource ?? null,
  });
  await appendEntry(manager, {
    actor,
    action: 'attendance.undo',
    subjectType: 'attendance-change',
    subjectId: id,
    details: { sessionId, studentId, status: record?.status ?? null, before: change.afterStatus },
  });
  return undone;
}
