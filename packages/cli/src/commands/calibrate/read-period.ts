import type { ClassSession, Database, JudgedSighting, SessionList } from '@hadir/db';
import { CliError } from '../../cli-error.ts';

export type Period = { readonly from: Date; readonly to: Date; readonly course: string | undefined };

export type PeriodSightings = {
  readonly sightings: readonly JudgedSighting[];
  /** The code of each session's course. */
  readonly courseOf: ReadonlyMap<string, string>;
  readonly sessions: number;
  /** There were more sightings than can be looked at; the latest sessions are missing. */
  readonly isCut: boolean;
};

/** About 200 MB. */
const MOST_SIGHTINGS = 400_000;
const PAGE = 200;

/** What cameras saw in the sessions that start in the period. Rejects with CliError for a course that is none. */
export async function readPeriod(
  database: Pick<Database, 'sessions' | 'sightings' | 'courses'>,
  { from, to, course }: Period,
  onSession: (done: number) => void,
): Promise<PeriodSightings> {
  const courseId = course === undefined ? undefined : await courseIdOf(database, course);
  const codes = new Map<string, string>();
  const sightings: JudgedSighting[] = [];
  const courseOf = new Map<string, string>();
  for await (const session of sessionsOf(database, { from, to, courseId })) {
    if (sightings.length >= MOST_SIGHTINGS)
      return { sightings, courseOf, sessions: courseOf.size, isCut: true };
    for (const each of await database.sightings.judged(session.id)) sightings.push(each);
    const code = codes.get(session.courseId) ?? (await database.courses.find(session.courseId))?.code;
    codes.set(session.courseId, code ?? session.courseId);
    courseOf.set(session.id, code ?? session.courseId);
    onSession(courseOf.size);
  }
  return { sightings, courseOf, sessions: courseOf.size, isCut: false };
}

async function* sessionsOf(
  { sessions }: Pick<Database, 'sessions'>,
  span: Omit<SessionList, 'limit' | 'cursor'>,
): AsyncGenerator<ClassSession> {
  let cursor: string | undefined;
  do {
    const page = await sessions.list({ ...span, limit: PAGE, cursor });
    yield* page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

async function courseIdOf({ courses }: Pick<Database, 'courses'>, code: string): Promise<string> {
  const found = await courses.findByCode(code);
  if (found) return found.id;
  throw new CliError('not-found', `There is no course ${code}.`, '`hadir course list` shows what there is.');
}
