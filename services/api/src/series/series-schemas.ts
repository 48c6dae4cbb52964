import { SESSION_SCOPES } from '@hadir/db';
import { z } from 'zod';
import { allowOverlap } from '../sessions/session-schemas.ts';
import { changeOf, Day, Id, Instant, pageFields } from '../shared/schemas.ts';

const LocalTime = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time of the campus clock such as 09:00');
const weekdays = z
  .array(z.int().min(1).max(7))
  .min(1)
  .max(7)
  .transform((days) => [...new Set(days)].toSorted((one, other) => one - other))
  .describe('ISO days of the week: 1 is Monday, 7 Sunday.');
/** Exceptions that one series has at most. */
const MOST_EXCEPTIONS = 366;

const pattern = {
  roomId: Id,
  weekdays,
  startsLocal: LocalTime.describe('Campus time, the same by the clock all year.'),
  endsLocal: LocalTime.describe('An end that is not later than the start lies on the next day.'),
  fromOn: Day.optional().describe('The first campus day; that of the course’s semester unless told.'),
  toOn: Day.optional().describe('The last campus day; that of the course’s semester unless told.'),
  everyWeeks: z
    .int()
    .min(1)
    .max(52)
    .optional()
    .describe('1 unless told; 2 is every second week, counted from the week of `fromOn`.'),
  exceptOn: z
    .array(Day)
    .max(MOST_EXCEPTIONS)
    .optional()
    .describe('Days that the pattern names and on which nothing is held.'),
  scope: z.enum(SESSION_SCOPES).optional(),
  allowOverlap,
};
const includePast = z
  .boolean()
  .optional()
  .describe('Also makes the sessions that have begun or are over; they are left out unless told.');

export const NewSeries = z.strictObject({ courseId: Id, ...pattern, includePast }).meta({ id: 'NewSeries' });
export type NewSeries = z.output<typeof NewSeries>;
export const SeriesChange = changeOf(
  z.strictObject({
    ...pattern,
    includePast,
    followingFrom: Day.optional().describe(
      'This and following: the change holds for occurrences on this day and later, which become a series of their own. All that have not begun unless told.',
    ),
  }),
).meta({ id: 'SeriesChange' });
export type SeriesChange = z.output<typeof SeriesChange>;
export const SeriesQuery = z.strictObject({
  ...pageFields,
  courseId: Id.optional(),
  roomId: Id.optional(),
});

const Flag = z.codec(z.boolean(), z.int(), { decode: Number, encode: (stored) => stored === 1 });
export const Series = z
  .object({
    id: z.uuid(),
    courseId: z.uuid(),
    roomId: z.uuid(),
    weekdays: z.array(z.int()).readonly(),
    startsLocal: z.string(),
    endsLocal: z.string(),
    fromOn: z.iso.date(),
    toOn: z.iso.date(),
    anchorOn: z.iso.date().describe('A day of the week from which every n-th week is counted.'),
    everyWeeks: z.int(),
    exceptOn: z.array(z.iso.date()).readonly(),
    scope: z.enum(SESSION_SCOPES),
    allowOverlap: Flag,
    createdAt: Instant,
  })
  .meta({ id: 'Series' });

const count = z.int();
const Placed = z
  .object({
    created: count,
    changed: count,
    cancelled: count.describe(
      'For a holiday, or as they have attendance and the pattern no longer names their day.',
    ),
    restored: count,
    removed: count,
    pastDays: count.describe('Days that lie behind, on which nothing was made.'),
    holidays: count.describe('Days that were left out for a holiday.'),
  })
  .meta({ id: 'PlacedSessions' });
export const PlacedSeries = z.object({ series: Series, sessions: Placed }).meta({ id: 'PlacedSeries' });
export const RemovedSeries = z
  .object({
    sessions: Placed,
    kept: count.describe('Sessions that have begun or have attendance; their series stays, and has ended.'),
  })
  .meta({ id: 'RemovedSeries' });
