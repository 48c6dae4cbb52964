import type { EntityManager } from 'typeorm';
import type { AttendanceStatus } from '../tables/attendance-record.ts';
import type { HeldSession } from './locks.ts';
import { appendEvents } from './outbox.ts';

type Marked = {
  readonly sessionId: string;
  readonly studentId: string;
  readonly before: AttendanceStatus | null;
  readonly after: AttendanceStatus;
  readonly firstSeenAt: Date | null;
};

/** Puts the mark into the outbox, in its own transaction. A mark that leaves the status as it was tells nobody anything. */
export async function tellMarked(
  manager: EntityManager,
  { courseId, roomId }: Pick<HeldSession, 'courseId' | 'roomId'>,
  { sessionId, studentId, before, after, firstSeenAt }: Marked,
): Promise<void> {
  if (before === after) return;
  const details = { status: after, before, firstSeenAt: firstSeenAt?.toISOString() ?? null };
  await appendEvents(manager, [
    { type: 'attendance.marked', courseId, roomId, sessionId, studentId, details },
  ]);
}
