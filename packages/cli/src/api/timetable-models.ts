import { z } from 'zod';
import { CliError } from '../cli-error.ts';
import type { ApiClient } from './api-client.ts';
import { keyOf } from './key-of.ts';
import { readAll } from './read-all.ts';

export const Semester = z.looseObject({
  id: z.string(),
  name: z.string(),
  startsOn: z.string(),
  endsOn: z.string(),
});
export type Semester = z.output<typeof Semester>;

export const Holiday = z.looseObject({
  id: z.string(),
  name: z.string(),
  startsOn: z.string(),
  endsOn: z.string(),
  semesterId: z.string().nullable(),
});
export type Holiday = z.output<typeof Holiday>;
const HolidayEffect = z.looseObject({ cancelled: z.number(), restored: z.number(), created: z.number() });
export type HolidayEffect = z.output<typeof HolidayEffect>;
export const HolidayApplied = z.looseObject({ holiday: Holiday, sessions: HolidayEffect });
export const HolidayRemoved = z.looseObject({ sessions: HolidayEffect });

export const Series = z.looseObject({
  id: z.string(),
  courseId: z.string(),
  roomId: z.string(),
  weekdays: z.array(z.number()),
  startsLocal: z.string(),
  endsLocal: z.string(),
  fromOn: z.string(),
  toOn: z.string(),
  everyWeeks: z.number(),
  exceptOn: z.array(z.string()),
});
export type Series = z.output<typeof Series>;
export const Placed = z.looseObject({
  created: z.number(),
  changed: z.number(),
  cancelled: z.number(),
  restored: z.number(),
  removed: z.number(),
  pastDays: z.number(),
  holidays: z.number(),
});
export type Placed = z.output<typeof Placed>;
export const PlacedSeries = z.looseObject({ series: Series, sessions: Placed });
export const RemovedSeries = z.looseObject({ sessions: Placed, kept: z.number() });

const User = z.looseObject({ id: z.string(), email: z.string() });

export async function findSemester(api: ApiClient, name: string): Promise<Semester> {
  for await (const each of readAll(api, '/v1/semesters', Semester)) {
    if (keyOf(each.name) === keyOf(name)) return each;
  }
  throw new CliError(
    'not-found',
    `There is no semester ${name}.`,
    '`hadir semester list` shows what there is.',
  );
}

/** The id of the user with this address. */
export async function findUserId(api: ApiClient, email: string): Promise<string> {
  for await (const each of readAll(api, '/v1/users', User)) {
    if (keyOf(each.email) === keyOf(email)) return each.id;
  }
  throw new CliError('not-found', `There is no user ${email}.`, '`hadir user list` shows what there is.');
}
