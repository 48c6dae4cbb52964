import { z } from 'zod';
import { changeOf, Day, Id, Instant, line, pageFields } from '../shared/schemas.ts';

const fields = z.strictObject({
  name: line(120),
  startsOn: Day.describe('A day of the campus calendar.'),
  endsOn: Day.optional().describe('The last day; part of the holiday. One day unless told.'),
  semesterId: Id.nullable()
    .optional()
    .describe('Only for the courses of this semester; for the whole campus unless told.'),
});
export const NewHoliday = fields
  .refine(({ startsOn, endsOn = startsOn }) => startsOn <= endsOn, {
    path: ['endsOn'],
    error: 'must not be before startsOn',
  })
  .meta({ id: 'NewHoliday' });
export type NewHoliday = z.output<typeof NewHoliday>;
export const HolidayChange = changeOf(fields.omit({ semesterId: true })).meta({ id: 'HolidayChange' });
export type HolidayChange = z.output<typeof HolidayChange>;
export const HolidayQuery = z.strictObject({
  ...pageFields,
  from: Day.optional().describe('Holidays that last until then or longer.'),
  to: Day.optional().describe('Holidays that begin on or before this day.'),
  semesterId: Id.optional().describe('Those of this semester and those of the whole campus.'),
});

export const Holiday = z
  .object({
    id: z.uuid(),
    semesterId: z.uuid().nullable(),
    name: z.string(),
    startsOn: z.iso.date(),
    endsOn: z.iso.date(),
    createdAt: Instant,
  })
  .meta({ id: 'Holiday' });
const effect = {
  cancelled: z.int().describe('Occurrences of series that were cancelled.'),
  restored: z.int().describe('Occurrences that it had cancelled and that are held again.'),
  created: z.int().describe('Occurrences that it had kept from being made.'),
};
export const HolidayApplied = z
  .object({ holiday: Holiday, sessions: z.object(effect) })
  .meta({ id: 'HolidayApplied' });
export const HolidayRemoved = z.object({ sessions: z.object(effect) }).meta({ id: 'HolidayRemoved' });
