import { type EntityManager, In } from 'typeorm';
import { MissingReference } from '../errors.ts';
import { rosterTable } from '../tables/roster-entry.ts';
import { bumpGalleries } from './galleries.ts';
import { holdCourse, holdRosterEntries, shareStudents } from './locks.ts';

export type RosterChange = {
  readonly courseId: string;
  /** Added, or given this group when they are on it already. */
  readonly set: readonly { readonly studentId: string; readonly groupName: string | null }[];
  readonly remove: readonly string[];
};

const ROWS_PER_STATEMENT = 500;

/** Throws MissingReference on `courseId` or `studentId`. The same change again changes nothing. */
export async function changeRoster(
  manager: EntityManager,
  { courseId, set, remove }: RosterChange,
): Promise<void> {
  const studentIds = set.map(({ studentId }) => studentId);
  const existing = await shareStudents(manager, studentIds);
  if (existing.size < new Set(studentIds).size) throw new MissingReference('studentId');
  if (!(await holdCourse(manager, courseId))) throw new MissingReference('courseId');
  await holdRosterEntries(manager, courseId, [...studentIds, ...remove]);
  const createdAt = new Date();
  for (let from = 0; from < set.length; from += ROWS_PER_STATEMENT) {
    const part = set.slice(from, from + ROWS_PER_STATEMENT);
    await manager.query(
      `INSERT INTO roster_entries (course_id, student_id, group_name, created_at)
       VALUES ${part.map(() => '(?, ?, ?, ?)').join(', ')}
       ON DUPLICATE KEY UPDATE group_name = VALUES(group_name)`,
      part.flatMap(({ studentId, groupName }) => [courseId, studentId, groupName, createdAt]),
    );
  }
  if (remove.length > 0) await manager.delete(rosterTable, { courseId, studentId: In([...remove]) });
  await bumpGalleries(manager, [courseId]);
}
