import { AppError, defineRoute, type Route } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { assertOwnCourse } from '../shared/own-courses.ts';
import { courseReaders, writers } from '../shared/roles.ts';
import { IdParams } from '../shared/schemas.ts';
import { CourseLecturers, LecturerParams } from './course-schemas.ts';

const path = '/v1/courses/:id/lecturers';
const tags = ['courses'];

export function lecturerRoutes(deps: Pick<ApiDeps, 'database'>): Route[] {
  const { database } = deps;
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'List who teaches a course',
      description: 'The first added first, at most 100.',
      tags,
      roles: courseReaders,
      schemas: { params: IdParams, response: CourseLecturers },
      refusals: ['not-found'],
      handle: async ({ params: { id } }, { actor }) => {
        await assertOwnCourse(deps, actor, id);
        found(await database.courses.find(id), 'course');
        return { items: await lecturersOf(deps, id) };
      },
    }),
    defineRoute({
      method: 'put',
      path: `${path}/:userId`,
      summary: 'Let a user teach a course',
      description: 'A lecturer sees the courses taught and no others. Repeating it changes nothing.',
      tags,
      roles: writers,
      schemas: { params: LecturerParams },
      refusals: ['not-found', 'unprocessable'],
      handle: async ({ params: { id, userId } }, { actor }) => {
        found(await database.courses.find(id), 'course');
        found(await database.users.find(userId), 'user');
        const deed = { actor, action: 'course.lecturer-add', subject: id, details: { userId } };
        await audited(database, deed, async ({ courseLecturers }) => {
          await courseLecturers.add(id, userId);
          return true;
        });
        return undefined;
      },
    }),
    defineRoute({
      method: 'delete',
      path: `${path}/:userId`,
      summary: 'Let a user no longer teach a course',
      tags,
      roles: writers,
      schemas: { params: LecturerParams },
      refusals: ['not-found'],
      handle: async ({ params: { id, userId } }, { actor }) => {
        const deed = { actor, action: 'course.lecturer-remove', subject: id, details: { userId } };
        const removed = await audited(database, deed, (all) => all.courseLecturers.remove(id, userId));
        if (!removed) throw new AppError('not-found', 'this user does not teach the course');
        return undefined;
      },
    }),
  ];
}

async function lecturersOf({ database }: Pick<ApiDeps, 'database'>, courseId: string) {
  const taught = await database.courseLecturers.lecturersOf(courseId);
  const users = await database.users.findMany(taught.map(({ userId }) => userId));
  const byId = new Map(users.map((user) => [user.id, user]));
  return taught.flatMap(({ userId, createdAt }) => {
    const user = byId.get(userId);
    return user ? [{ userId, name: user.name, email: user.email, since: createdAt }] : [];
  });
}
