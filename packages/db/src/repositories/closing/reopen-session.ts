import { type EntityManager, In } from 'typeorm';
import type { Store } from '../../connection/store.ts';
import { MissingReference } from '../../errors.ts';
import { type AttendanceRecord, attendanceTable } from '../../tables/attendance-record.ts';
import { type ClassSession, sessionTable } from '../../tables/class-session.ts';
import { appendChanges } from '../attendance-changes.ts';
import { shareStudents } from '../locks.ts';
import { inChunks } from './chunks.ts';
import type { ClosingRules } from './closing-rules.ts';
import { holdSession } from './hold-session.ts';

export type Reopening = {
  readonly sessionId: string;
  /** The clock leaves it open until then. */
  readonly until: Date;
  readonly actor: string;
  readonly reason: string;
  readonly rules: ClosingRules;
};
export type ReopenedSession = { readonly session: ClassSession; readonly withdrawn: number };

/**
 * Takes the closing of a session back: what it wrote, absences and excuses, goes until the session is closed again; what cameras
 * saw and people decided stays. Undefined for a session that is not closed. Throws MissingReference on `sessionId`.
 */
export function reopenSession(store: Store, reopening: Reopening): Promise<ReopenedSession | undefined> {
  return store.write(async (manager) => {
    const { sessionId, until } = reopening;
    const session = await holdSession(manager, sessionId);
    if (!session) throw new MissingReference('sessionId');
    if (session.closedAt === null) return undefined;
    const withdrawn = await withdrawAbsences(manager, session, reopening);
    await manager.update(attendanceTable, { sessionId }, { leftEarly: null });
    const open = { closedAt: null, keptOpenUntil: until };
    await manager.update(sessionTable, { id: sessionId }, open);
    return { session: { ...session, ...open }, withdrawn };
  });
}

type Verdict = ReturnType<ClosingRules['judgeSeen']>;

/** One whom a camera saw although an excuse was in force is judged by what it saw; of the others nothing is left. */
async function withdrawAbsences(
  manager: EntityManager,
  session: ClassSession,
  { actor, reason, rules }: Reopening,
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
