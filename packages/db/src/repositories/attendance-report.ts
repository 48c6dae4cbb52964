import { In } from 'typeorm';
import type { Store } from '../connection/store.ts';
import { LONGEST_PAGE, type Page, type PageRequest } from '../page.ts';
import type { AttendanceStatus, StatusSource } from '../tables/attendance-record.ts';
import type { ClassSession } from '../tables/class-session.ts';
import { type Course, courseTable } from '../tables/course.ts';
import { type Room, roomTable } from '../tables/room.ts';
import { sessionSheet } from './reports/session-sheet.ts';
import { createSessions } from './sessions.ts';

/** Sessions that start at or after `from` and before `to`, of one course or of all. */
export type ReportRequest = {
  readonly from: Date;
  readonly to: Date;
  readonly courseId?: string | undefined;
  /** When given, of these courses alone. */
  readonly courseIds?: readonly string[] | undefined;
  readonly roomId?: string | undefined;
  /** Of those with this label on the course's roster alone. */
  readonly group?: string | undefined;
};

/** One person in one session. */
export type ReportRow = {
  readonly sessionId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly courseId: string;
  readonly courseCode: string;
  readonly courseName: string;
  readonly roomName: string;
  readonly studentId: string;
  readonly studentNumber: string;
  readonly studentName: string;
  readonly group: string | null;
  /** Null for one who has neither been seen nor marked by hand. */
  readonly status: AttendanceStatus | null;
  readonly statusSource: StatusSource | null;
  readonly firstSeenAt: Date | null;
  readonly lastSeenAt: Date | null;
  /** Null when that is not judged. */
  readonly leftEarly: boolean | null;
  readonly score: number | null;
};

/**
 * By start of session, then by student number; of sessions that were not cancelled. Reads page after page, so a year's report takes
 * a page's memory.
 */
export async function* report(store: Store, request: ReportRequest): AsyncGenerator<ReportRow> {
  const sessions = createSessions(store);
  const { from, to, courseId, courseIds, roomId, group } = request;
  const list = (cursor: PageRequest['cursor']) =>
    sessions.list({ from, to, courseId, roomId, limit: LONGEST_PAGE, cursor });
  for await (const listed of pages(list)) {
    const page = listed.filter(
      (session) =>
        session.status === 'scheduled' && (courseIds === undefined || courseIds.includes(session.courseId)),
    );
    const courses = await named<Course>(
      store,
      courseTable,
      page.map((session) => session.courseId),
    );
    const rooms = await named<Room>(
      store,
      roomTable,
      page.map((session) => session.roomId),
    );
    for (const session of page) {
      const course = courses.get(session.courseId);
      const room = rooms.get(session.roomId);
      if (course && room) yield* rowsOf(store, session, course, room, group);
    }
  }
}

async function* pages<T>(read: (cursor: PageRequest['cursor']) => Promise<Page<T>>): AsyncGenerator<T[]> {
  let cursor: string | null = null;
  do {
    const page: Page<T> = await read(cursor);
    yield page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

async function named<Row extends { readonly id: string }>(
  store: Store,
  table: typeof courseTable | typeof roomTable,
  ids: readonly string[],
): Promise<Map<string, Row>> {
  const rows = await store.read((manager) =>
    manager.findBy(table as never, { id: In([...new Set(ids)]) } as never),
  );
  return new Map((rows as Row[]).map((row) => [row.id, row]));
}

async function* rowsOf(
  store: Store,
  session: ClassSession,
  course: Course,
  room: Room,
  group: string | undefined,
): AsyncGenerator<ReportRow> {
  for await (const people of sessionSheet(store, session.id, group)) {
    for (const person of people) {
      yield {
        sessionId: session.id,
        startsAt: session.startsAt,
        endsAt: session.endsAt,
        courseId: course.id,
        courseCode: course.code,
        courseName: course.name,
        roomName: room.name,
        ...person,
      };
    }
  }
}
