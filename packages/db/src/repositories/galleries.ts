import type { EntityManager } from 'typeorm';

/** The courses whose roster holds the student. */
export async function coursesOfStudent(manager: EntityManager, studentId: string): Promise<string[]> {
  const rows: { course_id: string }[] = await manager.query(
    'SELECT course_id FROM roster_entries WHERE student_id = ? ORDER BY course_id',
    [studentId],
  );
  return rows.map((row) => row.course_id);
}

/** Tells every matcher that it must load these galleries anew. In the order of ids, so that two bumps never deadlock. */
export async function bumpGalleries(manager: EntityManager, courseIds: readonly string[]): Promise<void> {
  for (const courseId of [...new Set(courseIds)].toSorted()) {
    await manager.query('UPDATE courses SET gallery_version = gallery_version + 1 WHERE id = ?', [courseId]);
  }
}

/** Bumps the galleries of all the student's courses, and answers them. */
export async function bumpGalleriesOfStudent(manager: EntityManager, studentId: string): Promise<string[]> {
  const courseIds = await coursesOfStudent(manager, studentId);
  await bumpGalleries(manager, courseIds);
  return courseIds;
}

/**
 * Holds the student's row for the rest of the transaction; false when there is none. Whatever changes a student's consent,
 * templates or existence takes this first, so these changes happen one after another.
 */
export async function lockStudent(manager: EntityManager, studentId: string): Promise<boolean> {
  const rows: unknown[] = await manager.query('SELECT id FROM students WHERE id = ? FOR UPDATE', [studentId]);
  return rows.length > 0;
}
