import { type EntityManager, In } from 'typeorm';
import { type AttendanceRecord, attendanceTable } from '../../tables/attendance-record.ts';
import type { ClassSession } from '../../tables/class-session.ts';
import { appendChanges } from '../attendance-changes.ts';
import { shareStudents } from '../locks.ts';
import { inChunks } from './chunks.ts';
import type { ClosingRules } from './closing-rules.ts';

export type Withdrawal = {
  readonly actor: string;
  readonly reason: string | null;
  readonly rules: ClosingRules;
};

type Verdict = ReturnType<ClosingRules['judgeSeen']>;

/**
 * Takes back what a closing wrote. One whom a camera saw although an excuse was in force is judged by what it saw; of the others nothing is left.
 * Answers how many records it was.
 */
export async function withdrawAbsences(
  manager: EntityManager,
  session: ClassSession,
  { actor, reason, rules }: Withdrawal,
): Promise<number> {
  const sessionId = session.id;
  const written = await manager.findBy(attendanceTable, {
    sessionId,
    statusSource: In(['closing', 'excuse']),
  });
  await shareStudents(
    manager,
    written.map(({ studentId }) => studentId),
  );
  const judged = written.map((record) => ({ record, seen: seenBefore(session, record, rules) }));
  for (const { record, seen } of judged.filter((one) => one.seen !== null)) {
    await manager.update(
      attendanceTable,
      { id: record.id },
      { ...seen, leftEarly: null, updatedAt: new Date() },
    );
  }
  const unseen = judged.filter(({ seen }) => seen === null).map(({ record }) => record.id);
  for (const some of inChunks(unseen)) await manager.delete(attendanceTable, { id: In(some) });
  await appendChanges(
    manager,
    judged.map(({ record: { studentId, status, statusSource }, seen }) => ({
      ...{ sessionId, studentId, actor, reason },
      cause: 'undo' as const,
      beforeStatus: status,
      beforeSource: statusSource,
      afterStatus: seen?.status ?? null,
      afterSource: seen?.statusSource ?? null,
    })),
  );
  return written.length;
}

function seenBefore(
  session: ClassSession,
  record: AttendanceRecord,
  { judgeSeen }: ClosingRules,
): Pick<Verdict, 'status' | 'statusSource'> | null {
  const { status, statusSource } = judgeSeen(session, record, null);
  return statusSource === 'camera' ? { status, statusSource } : null;
}
