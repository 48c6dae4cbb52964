import type { Database, Repositories } from '@hadir/db';
import type { Actor } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import type { Announce } from '../shared/deps.ts';
import { created, found } from '../shared/found.ts';

export type AddToRosterDeps = {
  readonly database: Pick<Database, 'courses' | 'transaction'>;
  readonly announce: Pick<Announce, 'galleryChanged'>;
};
export type RosterAddition = {
  readonly studentIds: readonly string[];
  /** Undefined leaves everybody's group as it is. */
  readonly groupName?: string | null | undefined;
};

/** Adds all of them or, when one does not exist, none. */
export async function addToRoster(
  { database, announce }: AddToRosterDeps,
  courseId: string,
  addition: RosterAddition,
  actor: Actor,
): Promise<{ readonly added: number }> {
  found(await database.courses.find(courseId), 'course');
  const details = { students: addition.studentIds.length };
  const deed = { actor, action: 'course.roster-add', subject: courseId, details };
  const result = created(await audited(database, deed, (all) => add(all, courseId, addition)));
  if (result.added > 0) await announce.galleryChanged([courseId]);
  return result;
}

async function add({ rosters }: Repositories, courseId: string, { studentIds, groupName }: RosterAddition) {
  const result = await rosters.add(courseId, studentIds);
  if (groupName !== undefined) {
    const set = studentIds.map((studentId) => ({ studentId, groupName }));
    await rosters.change({ courseId, set, remove: [] });
  }
  return result;
}
