import {
  type AttendanceRecord,
  type AttendanceStatus,
  type Database,
  type ManualMark,
  MissingReference,
} from '@hadir/db';
import { type Actor, AppError } from '@hadir/platform';
import { actorName } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { ownSession } from '../shared/own-session.ts';

type Deps = {
  readonly database: Pick<Database, 'sessions' | 'courseLecturers' | 'transaction'>;
  readonly live: ApiDeps['live'];
};

type Wanted = { readonly studentId: string; readonly status: AttendanceStatus };
/** The record, and the change that can be undone; null when nothing was to be changed. */
export type ChangedRecord = AttendanceRecord & { readonly changeId: string | null };

/** Sets statuses by hand, all or none of them; each change, who made it and why stay with its record. */
export async function changeStatuses(
  deps: Deps,
  sessionId: string,
  { items, reason }: { readonly items: readonly Wanted[]; readonly reason: string },
  actor: Actor,
): Promise<ChangedRecord[]> {
  const session = await ownSession(deps, actor, sessionId);
  refuseTwice(items);
  const said = { sessionId: session.id, actor: actorName(actor), reason };
  const marks = await deps.database.transaction(async ({ attendance }) => {
    const made: ManualMark[] = [];
    for (const item of items.toSorted(byStudent)) {
      made.push(await attendance.change({ ...said, ...item }).catch((error) => refuse(error, item, items)));
    }
    return made;
  });
  for (const { record, change } of marks) if (change) await tellRecord(deps, record);
  const byId = new Map(marks.map((mark) => [mark.record.studentId, mark]));
  return items.flatMap(({ studentId }) => {
    const mark = byId.get(studentId);
    return mark ? [{ ...mark.record, changeId: mark.change?.id ?? null }] : [];
  });
}

/** To the pages that watch the session. */
export async function tellRecord(
  { live }: Pick<Deps, 'live'>,
  { sessionId, studentId, status, statusSource }: AttendanceRecord,
): Promise<void> {
  await live.publish({ type: 'attendance', sessionId, studentId, status, source: statusSource });
}

/** As locks are taken. */
function byStudent(a: Wanted, b: Wanted): number {
  return a.studentId < b.studentId ? -1 : 1;
}

function refuseTwice(items: readonly Wanted[]): void {
  if (new Set(items.map(({ studentId }) => studentId)).size === items.length) return;
  throw new AppError('bad-request', 'items: a student is there twice', { field: 'items' });
}

function refuse(error: unknown, { studentId }: Wanted, items: readonly Wanted[]): never {
  if (!(error instanceof MissingReference)) throw error;
  if (items.length === 1 || error.field === 'sessionId') {
    return found<never>(undefined, error.field === 'sessionId' ? 'session' : 'student on the roster');
  }
  const message = `items: student ${studentId} is not on the roster; nothing was changed`;
  throw new AppError('unprocessable', message, { field: 'items', reason: 'not-on-roster' });
}
