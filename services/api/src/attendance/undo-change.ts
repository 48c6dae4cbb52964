import type { AttendanceChange, AttendanceRecord, Database } from '@hadir/db';
import { checkIn, leftEarly } from '@hadir/domain';
import { type Actor, AppError } from '@hadir/platform';
import { actorName } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { ownSession } from '../shared/own-session.ts';

type Deps = {
  readonly database: Pick<Database, 'sessions' | 'courseLecturers' | 'attendance' | 'attendanceChanges'>;
  readonly live: ApiDeps['live'];
};

export type Undone = { readonly change: AttendanceChange; readonly record: AttendanceRecord | null };

/** Takes a change by hand back: the record is as before, by what cameras have seen until now. */
export async function undoChange(
  deps: Deps,
  id: string,
  reason: string | null,
  actor: Actor,
): Promise<Undone> {
  const { database, live } = deps;
  const change = found(await database.attendanceChanges.find(id), 'attendance change');
  const session = await ownSession(deps, actor, change.sessionId);
  const request = {
    reason,
    actor: actorName(actor),
    decideStatus: (firstSeenAt: Date) => checkIn(session, firstSeenAt),
    leftEarly,
  };
  const undone = found(await database.attendance.undoChange(id, request), 'attendance change');
  if (undone.result !== 'undone') throw refusal(undone.result);
  const { sessionId, studentId, afterStatus, afterSource } = undone.change;
  const source = afterSource ?? 'manual';
  await live.publish({ type: 'attendance', sessionId, studentId, status: afterStatus, source });
  return undone;
}

function refusal(result: 'newer' | 'other-way'): AppError {
  const message =
    result === 'newer'
      ? 'the record was changed since; undo what is newer first'
      : 'this was not changed by hand: take back the correction, the excuse or the rule that it came of';
  return new AppError('conflict', message, { reason: result });
}
