import type { ApiClient } from '../../api/api-client.ts';
import { byId } from '../../api/find.ts';
import { type ClassSession, Course, Room } from '../../api/models.ts';

/** What people call a session's course and room. */
export type SessionNames = { course(session: ClassSession): string; room(session: ClassSession): string };

export async function sessionNames(api: ApiClient, sessions: readonly ClassSession[]): Promise<SessionNames> {
  const [courses, rooms] = await Promise.all([
    byId(
      api,
      '/v1/courses',
      Course,
      sessions.map(({ courseId }) => courseId),
    ),
    byId(
      api,
      '/v1/rooms',
      Room,
      sessions.map(({ roomId }) => roomId),
    ),
  ]);
  return {
    course: ({ courseId }) => courses.get(courseId)?.code ?? courseId,
    room: ({ roomId }) => rooms.get(roomId)?.name ?? roomId,
  };
}
