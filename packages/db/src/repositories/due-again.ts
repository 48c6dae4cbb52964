import type { EntityManager } from 'typeorm';

/** What was found done for good is looked at again: something of the session may be left that was not there, or had to stay. */
export async function dueAgain(manager: EntityManager, sessionId: string): Promise<void> {
  await manager.query('DELETE FROM retention_marks WHERE session_id = ?', [sessionId]);
}

/** The same of sessions of which a correction of the student, that goes with them, has kept something. */
export async function dueAgainOfStudent(manager: EntityManager, studentId: string): Promise<void> {
  const rows: { id: string }[] = await manager.query(
    'SELECT DISTINCT s.session_id AS id FROM corrections c JOIN sightings s ON s.id = c.sighting_id WHERE c.student_id = ?',
    [studentId],
  );
  for (const { id } of rows) await dueAgain(manager, id);
}
