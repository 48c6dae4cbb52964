import type { EntityManager } from 'typeorm';
import type { AttendanceRecord } from '../../tables/attendance-record.ts';
import { appendChange } from '../attendance-changes.ts';
import type { HeldSession } from '../locks.ts';
import type { Seen } from '../mark.ts';
import { flagOf, type LeftEarly } from './closing-rules.ts';
import { later, seenIn, watchedUntil } from './watched.ts';

type Change = {
  readonly record: AttendanceRecord;
  readonly after: Seen;
  readonly leftEarly: LeftEarly | undefined;
};

/**
 * What a frame that was recorded after the session had been closed changes beside the mark: an absence that is none any more is
 * noted in the history of the record, and leaving early is judged again.
 */
export async function lateFrame(
  manager: EntityManager,
  session: HeldSession,
  { record, after, leftEarly }: Change,
): Promise<Partial<Pick<AttendanceRecord, 'leftEarly'>>> {
  if (session.closedAt === null) return {};
  const { sessionId, studentId } = record;
  if (record.status !== after.status) {
    await appendChange(manager, {
      ...{ sessionId, studentId },
      actor: 'system:matcher',
      cause: 'camera',
      beforeStatus: record.status,
      beforeSource: record.statusSource,
      afterStatus: after.status,
      afterSource: after.statusSource,
    });
  }
  if (!leftEarly || (after.status !== 'present' && after.status !== 'late')) return {};
  const seen = await seenIn(manager, sessionId, [studentId]);
  const last = later(after.lastSeenAt, seen.get(studentId)?.lastSeenAt);
  return { leftEarly: flagOf(leftEarly(session, last, await watchedUntil(manager, sessionId))) };
}
