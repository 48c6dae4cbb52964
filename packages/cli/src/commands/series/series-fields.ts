import { z } from 'zod';
import { option } from '../../command/define-command.ts';
import { day, flag, wholeNumber } from '../../command/fields.ts';

const NAMES: readonly string[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** `mon,thu` as ISO days of the week. */
export const weekdays = z
  .string()
  .toLowerCase()
  .transform((given) => given.split(',').map((name) => name.trim()))
  .refine(
    (names) => names.every((name) => NAMES.includes(name)),
    `must be days such as mon,thu of ${NAMES.join(', ')}`,
  )
  .transform((names) => names.map((name) => NAMES.indexOf(name) + 1));

export const clock = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time of the campus clock such as 09:00');

const dayList = z
  .string()
  .transform((given) => given.split(',').map((each) => each.trim()))
  .pipe(z.array(day).max(366));

export function weekdayNames(days: readonly number[]): string {
  return days.map((number) => NAMES[number - 1]).join(',');
}

/** What both adding and changing take. */
export const patternOptions = {
  from: option('--from <day>', 'the first day', day.optional()),
  to: option('--to <day>', 'the last day', day.optional()),
  every: option('--every <n>', 'every n-th week', wholeNumber(1, 52).optional()),
  except: option(
    '--except <days>',
    'days on which nothing is held: 2026-10-12,2026-10-19',
    dayList.optional(),
  ),
  scope: option(
    '--scope <scope>',
    'roster, or campus for everybody who is enrolled',
    z.enum(['roster', 'campus']).optional(),
  ),
  allowOverlap: option('--allow-overlap', 'although the room is taken', flag),
  includePast: option('--include-past', 'also sessions that have begun or are over', flag),
};
