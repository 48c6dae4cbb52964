import { ATTENDANCE_STATUSES, STATUS_SOURCES } from '@hadir/db';
import { z } from 'zod';
import { Instant } from '../shared/schemas.ts';

export const CodeView = z
  .object({
    sessionId: z.uuid(),
    code: z.string(),
    url: z.string().describe('What the QR code holds: the page of the site that checks in, with the code.'),
    svg: z.string().describe('The QR code as an image.'),
    changesAt: Instant.describe('Ask for the next one then.'),
    expiresAt: Instant.describe('The code is refused from then on.'),
  })
  .meta({ id: 'CheckInCode' });

export const NewCheckIn = z
  .strictObject({
    code: z.string().min(1).max(2000).describe('As scanned: the code, or the whole address that holds it.'),
  })
  .meta({ id: 'NewCheckIn' });

export const CheckedIn = z
  .object({
    result: z
      .enum(['checked-in', 'already'])
      .describe(
        'already: the record was there, of a camera, of an earlier check-in, or set by hand, and stays.',
      ),
    status: z.enum(ATTENDANCE_STATUSES),
    statusSource: z.enum(STATUS_SOURCES),
    session: z.object({ id: z.uuid(), startsAt: Instant, endsAt: Instant }),
    course: z.object({ code: z.string(), name: z.string() }),
  })
  .meta({ id: 'CheckedIn' });
