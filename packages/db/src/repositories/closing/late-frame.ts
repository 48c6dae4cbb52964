import type { EntityManager } from 'typeorm';
import type { AttendanceRecord } from '../../tables/attendance-record.ts';
import { appendChange } from '../attendance-changes.ts';
import type { HeldSession } from '../locks.ts';
import type { Seen } from '../mark.ts';
import { attended, type LeftEarly } from './closing-rules.ts';
import { leavingOf } from './judge-leaving.ts';

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
  if (!leftEarly || !attended(after.status)) return {};
  const seen = { sessionId, studentId, status: after.status, lastSeenAt: after.lastSeenAt };
  return { leftEarly: await leavingOf(manager, session, seen, leftEarly) };
}
