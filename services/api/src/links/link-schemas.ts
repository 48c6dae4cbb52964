import { ATTENDANCE_STATUSES, SESSION_STATUSES, STATUS_SOURCES } from '@hadir/db';
import { z } from 'zod';
import { Instant } from '../shared/schemas.ts';

/** Longer than a semester, shorter than a year and a day: a forgotten link does not live on. */
const DEFAULT_DAYS = 180;
const MOST_DAYS = 366;

export const NewLink = z
  .strictObject({
    send: z
      .boolean()
      .default(false)
      .describe('Sends it to the e-mail address of the student; the answer then holds no token.'),
    days: z.int().min(1).max(MOST_DAYS).default(DEFAULT_DAYS).describe('How long it holds.'),
  })
  .meta({ id: 'NewLink' });

export const PersonalLink = z
  .object({
    studentId: z.uuid(),
    token: z
      .string()
      .nullable()
      .describe(
        'The whole secret, shown this once; null when it was sent: `Authorization: Bearer hsl_…` under /v1/me.',
      ),
    expiresAt: Instant,
    sentTo: z.string().nullable().describe('The address that it was sent to.'),
  })
  .meta({ id: 'PersonalLink' });

export const OwnAttendance = z
  .object({
    status: z.enum(ATTENDANCE_STATUSES),
    statusSource: z.enum(STATUS_SOURCES).describe('What it rests on.'),
    firstSeenAt: Instant.nullable(),
    lastSeenAt: Instant.nullable(),
    session: z.object({
      id: z.uuid(),
      startsAt: Instant,
      endsAt: Instant,
      status: z.enum(SESSION_STATUSES),
    }),
    course: z.object({ id: z.uuid(), code: z.string(), name: z.string() }),
  })
  .meta({ id: 'OwnAttendance' });
