import type { EntityManager } from 'typeorm';
import { type ClassSession, sessionTable } from '../../tables/class-session.ts';

/** Holds the session alone: no frame is recorded in it meanwhile, and two that close it do so one after another. */
export async function holdSession(
  manager: EntityManager,
  sessionId: string,
): Promise<ClassSession | undefined> {
  const rows: unknown[] = await manager.query('SELECT id FROM class_sessions WHERE id = ? FOR UPDATE', [
    sessionId,
  ]);
  if (rows.length === 0) return undefined;
  // Read with a lock as well: a transaction that has read before would see the session as it was then.
  const session = await manager
    .createQueryBuilder(sessionTable, 's')
    .setLock('pessimistic_write')
    .where('s.id = :sessionId', { sessionId })
    .getOne();
  return session ?? undefined;
}
