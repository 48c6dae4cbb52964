import type { ApiClient } from '../../api/api-client.ts';
import { byId } from '../../api/find.ts';
import { type ClassSession, Course, Room } from '../../api/models.ts';

/** What people call a session's course and room. */
export type SessionNames = { course(session: Placed): string; room(session: Placed): string };
/** A session, or a series of them. */
type Placed = Pick<ClassSession, 'courseId' | 'roomId'>;

export async function sessionNames(api: ApiClient, sessions: readonly Placed[]): Promise<SessionNames> {
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
