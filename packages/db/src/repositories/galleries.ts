import type { EntityManager } from 'typeorm';
import type { GalleryCounter } from '../tables/gallery-counter.ts';

/** The courses whose roster holds the student. */
export async function coursesOfStudent(manager: EntityManager, studentId: string): Promise<string[]> {
  const rows: { course_id: string }[] = await manager.query(
    'SELECT course_id FROM roster_entries WHERE student_id = ? ORDER BY course_id',
    [studentId],
  );
  return rows.map((row) => row.course_id);
}

/** Tells every matcher that it must load these galleries anew. In the order of ids, as locks are taken. */
export async function bumpGalleries(manager: EntityManager, courseIds: readonly string[]): Promise<void> {
  for (const courseId of [...new Set(courseIds)].toSorted()) {
    await manager.query('UPDATE courses SET gallery_version = gallery_version + 1 WHERE id = ?', [courseId]);
  }
}

/**
 * Bumps the galleries of all the student's courses and of the campus, and answers the courses. `removed` tells that templates went:
 * then galleries that compare with the student as one of a borrowed cohort change too.
 */
export async function bumpGalleriesOfStudent(
  manager: EntityManager,
  studentId: string,
  { removed = false }: { readonly removed?: boolean } = {},
): Promise<string[]> {
  const courseIds = await coursesOfStudent(manager, studentId);
  await bumpGalleries(manager, courseIds);
  await bumpCampus(manager, { removed });
  return courseIds;
}

/** Tells that the campus has changed, and with `removed` that templates went. A transaction does so last. */
export async function bumpCampus(
  manager: EntityManager,
  { removed = false }: { readonly removed?: boolean } = {},
): Promise<void> {
  await bumpCounter(manager, 'changes');
  if (removed) await bumpCounter(manager, 'removals');
}

/** Everybody's changes meet in this row, so a transaction takes it last. */
async function bumpCounter(manager: EntityManager, name: GalleryCounter['name']): Promise<void> {
  await manager.query(
    'INSERT INTO gallery_counters (name, version) VALUES (?, 1) ON DUPLICATE KEY UPDATE version = version + 1',
    [name],
  );
}
