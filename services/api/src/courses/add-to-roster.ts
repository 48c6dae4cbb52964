import type { Database } from '@hadir/db';
import type { Actor } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import type { Announce } from '../shared/deps.ts';
import { created, found } from '../shared/found.ts';

export type AddToRosterDeps = {
  readonly database: Pick<Database, 'courses' | 'transaction'>;
  readonly announce: Pick<Announce, 'galleryChanged'>;
};

/** Adds all of them or, when one does not exist, none. */
export async function addToRoster(
  { database, announce }: AddToRosterDeps,
  courseId: string,
  studentIds: readonly string[],
  actor: Actor,
): Promise<{ readonly added: number }> {
  found(await database.courses.find(courseId), 'course');
  const details = { students: studentIds.length };
  const deed = { actor, action: 'course.roster-add', subject: courseId, details };
  const result = created(await audited(database, deed, ({ rosters }) => rosters.add(courseId, studentIds)));
  if (result.added > 0) await announce.galleryChanged([courseId]);
  return result;
}
