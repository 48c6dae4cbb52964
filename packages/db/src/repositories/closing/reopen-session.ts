import { type EntityManager, In } from 'typeorm';
import type { Store } from '../../connection/store.ts';
import { MissingReference } from '../../errors.ts';
import { attendanceTable } from '../../tables/attendance-record.ts';
import { type ClassSession, sessionTable } from '../../tables/class-session.ts';
import { appendChanges } from '../attendance-changes.ts';
import { shareStudents } from '../locks.ts';
import { inChunks } from './chunks.ts';
import { holdSession } from './hold-session.ts';

export type Reopening = {
  readonly sessionId: string;
  /** The clock leaves it open until then. */
  readonly until: Date;
  readonly actor: string;
  readonly reason: string;
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
    const withdrawn = await withdrawAbsences(manager, reopening);
    await manager.update(attendanceTable, { sessionId }, { leftEarly: null });
    const open = { closedAt: null, keptOpenUntil: until };
    await manager.update(sessionTable, { id: sessionId }, open);
    return { session: { ...session, ...open }, withdrawn };
  });
}

async function withdrawAbsences(
  manager: EntityManager,
  { sessionId, actor, reason }: Reopening,
): Promise<number> {
  const written = await manager.findBy(attendanceTable, {
    sessionId,
    statusSource: In(['closing', 'excuse']),
  });
  await shareStudents(
    manager,
    written.map(({ studentId }) => studentId),
  );
  for (const some of inChunks(written)) {
    await manager.delete(attendanceTable, { id: In(some.map(({ id }) => id)) });
  }
  await appendChanges(
    manager,
    written.map(({ studentId, status, statusSource }) => ({
      ...{ sessionId, studentId, actor, reason },
      cause: 'undo' as const,
      beforeStatus: status,
      beforeSource: statusSource,
      afterStatus: null,
      afterSource: null,
    })),
  );
  return written.length;
}
