import type { AttendanceStatus, Database, ReportLanguage } from '@hadir/db';
import { DateTime } from 'luxon';
import { startOfDay } from '../shared/campus-time.ts';
import { found } from '../shared/found.ts';
import type { Fact } from './report-document.ts';
import { sayIn, wordFor } from './report-texts.ts';
import { showDay } from './show-value.ts';

/** Nothing is older or newer than what these span. */
const FIRST_DAY = '2000-01-01';
const LAST_DAY = '2199-12-31';

type Days = { readonly from?: string | undefined; readonly to?: string | undefined };

/** Moments from the first campus day's beginning to the last one's end. */
export function spanOf({ from = FIRST_DAY, to = LAST_DAY }: Days, timeZone: string) {
  return { from: startOfDay(from, timeZone), to: startOfDay(to, timeZone, 1) };
}

export type OffsetPart = { readonly from: Date; readonly to: Date; readonly offsetMinutes: number };

/**
 * The days in parts in which the campus's clock has one offset, so that a database without time zones can tell days apart. A day on
 * which the offset changes belongs to two parts.
 */
export function offsetParts({ from, to }: Required<Days>, timeZone: string): OffsetPart[] {
  const end = startOfDay(to ?? '', timeZone, 1);
  const parts: OffsetPart[] = [];
  let at = startOfDay(from ?? '', timeZone);
  while (at < end) {
    const offsetMinutes = DateTime.fromJSDate(at, { zone: timeZone }).offset;
    const until = nextChange(at, end, timeZone);
    parts.push({ from: at, to: until, offsetMinutes });
    at = until;
  }
  return parts;
}

/** The first minute with another offset, found day by day and then by halves; `end` when there is none. */
function nextChange(start: Date, end: Date, timeZone: string): Date {
  const minute = 60_000;
  const offsetAt = (time: number) => DateTime.fromMillis(time, { zone: timeZone }).offset;
  const offset = offsetAt(start.getTime());
  let same = start.getTime();
  let next = same;
  while (next < end.getTime() && offsetAt(next) === offset) {
    same = next;
    next += 24 * 60 * minute;
  }
  next = Math.min(next, end.getTime());
  if (offsetAt(next - minute) === offset) return new Date(next);
  while (next - same > minute) {
    const middle = same + Math.floor((next - same) / minute / 2) * minute;
    if (offsetAt(middle) === offset) same = middle;
    else next = middle;
  }
  return new Date(next);
}

/** Whoever has no record is absent once the session is over, and nothing before. */
export function statusAt(
  now: Date,
  { status, endsAt }: { readonly status: AttendanceStatus | null; readonly endsAt: Date },
): AttendanceStatus | null {
  return status ?? (endsAt <= now ? 'absent' : null);
}

export type Limits = Days & {
  readonly courseId?: string | undefined;
  readonly roomId?: string | undefined;
  readonly group?: string | undefined;
  readonly status?: string | undefined;
};

/** What the report was limited to, named. Throws `AppError('not-found')` for what does not exist. */
export async function limitFacts(
  { courses, rooms }: Pick<Database, 'courses' | 'rooms'>,
  { from, to, courseId, roomId, group, status }: Limits,
  lang: ReportLanguage,
): Promise<Fact[]> {
  const say = sayIn(lang);
  const course = courseId && found(await courses.find(courseId), 'course');
  const room = roomId && found(await rooms.find(roomId), 'room');
  const days = [from, to].filter((day) => day !== undefined).map((day) => showDay(day, lang));
  return [
    ...(days.length > 0 ? [{ label: say('days'), value: [...new Set(days)].join(' – ') }] : []),
    ...(course ? [{ label: say('course'), value: `${course.code} ${course.name}` }] : []),
    ...(room ? [{ label: say('room'), value: room.name }] : []),
    ...(group === undefined ? [] : [{ label: say('group'), value: group }]),
    ...(status === undefined ? [] : [{ label: say('status'), value: wordFor(lang, status) }]),
  ];
}

/** `code-2026-03-02`, of letters that every file system takes. */
export function fileNameOf(...parts: readonly (string | undefined)[]): string {
  return parts
    .filter((part) => part !== undefined && part !== '')
    .map((part) => part?.replaceAll(/[^A-Za-z0-9-]+/g, '-'))
    .join('-')
    .slice(0, 120);
}
