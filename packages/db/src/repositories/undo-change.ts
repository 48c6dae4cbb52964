import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import {
  type AttendanceChange,
  attendanceChangeTable,
  type ChangeCause,
} from '../tables/attendance-change.ts';
import { type AttendanceRecord, attendanceTable } from '../tables/attendance-record.ts';
import { type ClassSession, sessionTable } from '../tables/class-session.ts';
import { appendChange } from './attendance-changes.ts';
import { appendEntry } from './audit.ts';
import { attended, type LeftEarly } from './closing/closing-rules.ts';
import { type Verdict, verdictInstead } from './closing/closing-verdict.ts';
import { leavingOf } from './closing/judge-leaving.ts';
import { type HeldSession, holdRosterEntries, holdStudent, shareSession } from './locks.ts';
import type { DecideStatus } from './mark.ts';
import { tellMarked } from './tell-marked.ts';

export type UndoRequest = {
  readonly actor: string;
  readonly reason: string | null;
  /** The session's rule, for a record that cameras have seen meanwhile. */
  readonly decideStatus: DecideStatus;
  /** By which leaving early is judged again where the session is closed; without it the flag stays. */
  readonly leftEarly?: LeftEarly | undefined;
};

/** `newer`: something else stands on it. `other-way`: what it came of is taken back in its own way, such as a correction. */
export type UndoneChange =
  | { readonly result: 'undone'; readonly change: AttendanceChange; readonly record: AttendanceRecord | null }
  | { readonly result: 'newer' | 'other-way' };

const UNDOABLE: readonly ChangeCause[] = ['manual', 'dispute', 'undo'];

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
  const { decideStatus, leftEarly } = request;
  const standing = { change, record };
  const row = await manager.findOneByOrFail(sessionTable, { id: change.sessionId });
  const after = await stateBefore(manager, row, standing, decideStatus);
  const restored = await put(manager, row, standing, after && { ...after, leftEarly });
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

/**
 * Where no person had decided, it is judged anew: an excuse that had taken effect stays while one is in force, else the session's
 * rule says what cameras have seen until now, else the session's closing what it says of those whom nobody has seen.
 */
async function stateBefore(
  manager: EntityManager,
  session: ClassSession,
  { change, record }: Standing,
  decideStatus: DecideStatus,
): Promise<Verdict | null> {
  const { beforeStatus, beforeSource, studentId } = change;
  const before =
    beforeStatus && beforeSource ? { status: beforeStatus, statusSource: beforeSource } : undefined;
  if (before?.statusSource === 'manual' || before?.statusSource === 'check-in') return before;
  const unseen = await verdictInstead(manager, session, studentId, before !== undefined);
  if (before?.statusSource === 'excuse' && unseen?.statusSource === 'excuse') return unseen;
  const seen = record?.firstSeenAt ? decideStatus(record.firstSeenAt) : undefined;
  if (seen) return { status: seen, statusSource: 'camera' };
  return before?.statusSource === 'camera' ? before : unseen;
}

async function put(
  manager: EntityManager,
  session: ClassSession,
  { record, change: { sessionId, studentId } }: Standing,
  after: (Verdict & { readonly leftEarly?: LeftEarly | undefined }) | null,
): Promise<AttendanceRecord | null> {
  if (!after) {
    await manager.delete(attendanceTable, { sessionId, studentId });
    return null;
  }
  const { status, statusSource, leftEarly } = after;
  const updatedAt = new Date();
  const set = { status, statusSource, updatedAt };
  if (!record) {
    const nothing = { firstSeenAt: null, lastSeenAt: null, score: null, evidenceKey: null, leftEarly: null };
    const row = { id: uuidv7(), sessionId, studentId, ...nothing, ...set, createdAt: updatedAt };
    await manager.insert(attendanceTable, { ...row });
    return row;
  }
  const isJudged = session.closedAt !== null && leftEarly !== undefined;
  const kept = attended(status) ? record.leftEarly : null;
  const judged = isJudged ? await leavingOf(manager, session, { ...record, ...set }, leftEarly) : kept;
  const changed = { ...set, leftEarly: judged };
  await manager.update(attendanceTable, { id: record.id }, changed);
  return { ...record, ...changed };
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
