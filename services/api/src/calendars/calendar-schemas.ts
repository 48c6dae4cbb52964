import { z } from 'zod';
import { Moment } from '../sessions/session-schemas.ts';
import { Id, Instant } from '../shared/schemas.ts';

const Flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');

export const TimetableImportQuery = z.strictObject({
  apply: Flag.describe('Writes it; unless told, only says what it would do.'),
  allowOverlap: Flag.describe('Also when a room would have two sessions at once.'),
  includePast: Flag.describe('Also makes sessions that have begun or are over.'),
  courseId: Id.optional().describe('For events that name no course.'),
  roomId: Id.optional().describe('For events that name no room.'),
});
export type TimetableImportQuery = z.output<typeof TimetableImportQuery>;
export const TimetableFile = z
  .object({ file: z.string().meta({ format: 'binary' }).describe('An iCalendar file of at most 5 MB.') })
  .meta({ id: 'TimetableFile' });

const count = z.int();
export const TimetableImport = z
  .object({
    applied: z.boolean().describe('Nothing is written while there is a problem.'),
    events: count,
    sessions: z.object({
      create: count,
      change: count,
      cancel: count,
      unchanged: count.describe('The file says of them what it said before; what people changed here stays.'),
      kept: count.describe('They have begun, and stay as they are.'),
      past: count.describe('They lie behind or are cancelled, and were never here.'),
    }),
    changes: z
      .array(
        z.object({
          kind: z.enum(['create', 'change', 'cancel']),
          uid: z.string(),
          recurrence: z.string().nullable(),
          sessionId: z.uuid().nullable(),
          summary: z.string().nullable(),
          startsAt: Instant,
          endsAt: Instant,
        }),
      )
      .describe('The first 500.'),
    problems: z
      .array(
        z.object({
          uid: z.string().nullable(),
          recurrence: z.string().nullable(),
          code: z.string(),
          message: z.string(),
        }),
      )
      .describe('The first 1000.'),
    moreProblems: count,
  })
  .meta({ id: 'TimetableImport' });

export const CalendarQuery = z.strictObject({
  from: Moment.optional().describe('Sessions that start then or later; 60 days back unless told.'),
  to: Moment.optional().describe('Sessions that start before; a year ahead unless told.'),
  courseId: Id.optional(),
  roomId: Id.optional(),
  semesterId: Id.optional(),
  lecturerId: Id.optional().describe('Of the courses that this user teaches.'),
});
export type CalendarQuery = z.output<typeof CalendarQuery>;
