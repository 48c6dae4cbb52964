import type { EntityManager } from 'typeorm';

/** What was found done for good is looked at again: something of the session may be left that was not there, or had to stay. */
export async function dueAgain(manager: EntityManager, sessionId: string): Promise<void> {
  await manager.query('DELETE FROM retention_marks WHERE session_id = ?', [sessionId]);
}
