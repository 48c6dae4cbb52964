import type { Course, Repositories, Room } from '@hadir/db';
import type { CalendarItem } from './calendar-problem.ts';

type Places = Pick<Repositories, 'courses' | 'rooms' | 'semesters'>;
/** What items without a course or a room of their own get. */
export type Fallback = { readonly courseId?: string | undefined; readonly roomId?: string | undefined };

/** Words of a SUMMARY that a course code is looked for in. */
const MOST_WORDS = 4;

/**
 * Which course and room an event means: the course by a category that is a code, else by a SUMMARY that is one or begins with
 * one; the room by the LOCATION, whole or up to its first comma. Each name is looked up once.
 */
export function createMatcher({ courses, rooms, semesters }: Places, fallback: Fallback) {
  const course = remembered((code) => courses.findByCode(code));
  const room = remembered((name) => rooms.findByName(name));
  const courseOf = async (item: Pick<CalendarItem, 'summary' | 'categories'>): Promise<Course | undefined> =>
    (await firstOf(courseNames(item), course)) ??
    (fallback.courseId ? courses.find(fallback.courseId) : undefined);
  return {
    courseOf,
    roomOf: async ({ location }: Pick<CalendarItem, 'location'>): Promise<Room | undefined> =>
      (await firstOf(roomNames(location), room)) ??
      (fallback.roomId ? rooms.find(fallback.roomId) : undefined),
    /** The last day of the semester of its course. */
    lastDayOf: async (item: Pick<CalendarItem, 'summary' | 'categories'>): Promise<string | undefined> => {
      const { semesterId = null } = (await courseOf(item)) ?? {};
      return semesterId === null ? undefined : (await semesters.find(semesterId))?.endsOn;
    },
  };
}
export type Matcher = ReturnType<typeof createMatcher>;

/** From the surest to the least sure. */
function courseNames({ summary, categories }: Pick<CalendarItem, 'summary' | 'categories'>): string[] {
  const words = summary.split(/\s+/).slice(0, MOST_WORDS);
  const starts = words.map((_, at) => words.slice(0, words.length - at).join(' '));
  const names = [
    ...categories,
    summary,
    ...starts.flatMap((start) => [start, start.replace(/[:,;.–-]+$/u, '')]),
  ];
  return [...new Set(names.map((name) => name.trim()))].filter((name) => name !== '' && name.length <= 64);
}

function roomNames(location: string): string[] {
  return [location, location.split(/[,;]/)[0]?.trim() ?? ''].filter(
    (name) => name !== '' && name.length <= 120,
  );
}

function remembered<Row>(read: (name: string) => Promise<Row | undefined>) {
  const known = new Map<string, Promise<Row | undefined>>();
  return (name: string): Promise<Row | undefined> => {
    const found = known.get(name) ?? read(name);
    known.set(name, found);
    return found;
  };
}

async function firstOf<Row>(
  names: readonly string[],
  find: (name: string) => Promise<Row | undefined>,
): Promise<Row | undefined> {
  for (const name of names) {
    const row = await find(name);
    if (row) return row;
  }
  return undefined;
}
