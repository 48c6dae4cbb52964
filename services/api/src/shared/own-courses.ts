import type { Database } from '@hadir/db';
import { type Actor, AppError } from '@hadir/platform';

type Deps = { readonly database: Pick<Database, 'courseLecturers'> };

/** Throws `AppError('forbidden')` for a lecturer who does not teach the course; lets everybody else by. */
export async function assertOwnCourse({ database }: Deps, actor: Actor, courseId: string): Promise<void> {
  if (actor.role !== 'lecturer') return;
  const { userId } = actor;
  if (userId && (await database.courseLecturers.teaches(userId, courseId))) return;
  throw new AppError(
    'forbidden',
    'this course is not among those that you teach; ask staff to add you to it',
  );
}

/** The courses to which a list is limited: a lecturer's own; undefined for who may see all. */
export async function ownCourses({ database }: Deps, actor: Actor): Promise<readonly string[] | undefined> {
  if (actor.role !== 'lecturer') return undefined;
  return actor.userId ? database.courseLecturers.coursesOf(actor.userId) : [];
}
