import type { ClassSession, Repositories, SessionSeries } from '@hadir/db';
import { addDays, occurrenceDays, spanDays } from '@hadir/domain';
import { resolveTimes } from '../series/local-times.ts';
import type { TimetableRow } from './timetable-rows.ts';

export type Meeting = Pick<ClassSession, 'roomId' | 'startsAt' | 'endsAt'>;
export type Pattern = Pick<
  SessionSeries,
  'weekdays' | 'startsLocal' | 'endsLocal' | 'fromOn' | 'toOn' | 'anchorOn' | 'everyWeeks' | 'exceptOn'
>;

const DAY_MS = 24 * 60 * 60 * 1000;

/** The days on which the pattern would be held but for `weeks`, which count from the week of its first day. */
export function exceptDays(pattern: Pattern, weeks: NonNullable<TimetableRow['weeks']>): string[] {
  const monday = addDays(pattern.fromOn, 1 - (new Date(`${pattern.fromOn}T00:00:00Z`).getUTCDay() || 7));
  const held = new Set(weeks);
  const weekOf = (day: string): number => Math.ceil(spanDays(monday, day) / 7);
  return occurrenceDays({ ...pattern, exceptOn: [] }).filter((day) => !held.has(weekOf(day)));
}

/** When a pattern is held, without holidays. */
export async function meetingsOf(
  { holidays }: Pick<Repositories, 'holidays'>,
  pattern: Pattern & { readonly roomId: string },
  semesterId: string | null,
  timeZone: string,
): Promise<Meeting[]> {
  const off = await holidays.between(pattern.fromOn, pattern.toOn, semesterId);
  return occurrenceDays(pattern)
    .filter((day) => !off.some(({ startsOn, endsOn }) => startsOn <= day && day <= endsOn))
    .map((day) => ({ roomId: pattern.roomId, ...resolveTimes(day, pattern, timeZone) }));
}

/** What is held where, so that a clash is found without comparing everything with everything. */
export function createRoomBook<Held extends Meeting>() {
  const days = new Map<string, Held[]>();
  const keysOf = ({ roomId, startsAt, endsAt }: Meeting): string[] => {
    const [first, last] = [startsAt, endsAt].map((at) => Math.floor(at.getTime() / DAY_MS));
    return [...new Set([first, last])].map((day) => `${roomId} ${day}`);
  };
  return {
    add(held: Held): void {
      for (const key of keysOf(held)) days.set(key, [...(days.get(key) ?? []), held]);
    },
    /** What shares a moment with it; one that ends as the other begins does not. */
    clash(wanted: Meeting): Held | undefined {
      const near = keysOf(wanted).flatMap((key) => days.get(key) ?? []);
      return near.find(({ startsAt, endsAt }) => startsAt < wanted.endsAt && wanted.startsAt < endsAt);
    },
  };
}
