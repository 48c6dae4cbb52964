import { z } from 'zod';
import { Instant, line } from '../shared/schemas.ts';

const counts = z.object({ present: z.int(), late: z.int(), absent: z.int(), excused: z.int() });

export const ClosedSession = z
  .object({
    sessionId: z.uuid(),
    closedAt: Instant.nullable(),
    counts: counts.describe('Records by status.'),
    written: z.int().describe('Absences and excuses that the closing wrote; 0 when it was closed before.'),
  })
  .meta({ id: 'ClosedSession' });

export const Reopening = z
  .strictObject({
    reason: line(200).describe('Why, for the history of each record. Name no person.'),
    until: z.iso
      .datetime({ offset: true, local: true, error: 'must be an ISO 8601 date and time' })
      .optional()
      .describe('The clock closes it again then; a day from now unless told, at most 30 days.'),
  })
  .meta({ id: 'Reopening' });

export const ReopenedSession = z
  .object({
    sessionId: z.uuid(),
    keptOpenUntil: Instant.nullable(),
    withdrawn: z.int().describe('Absences and excuses that went, until it is closed again.'),
  })
  .meta({ id: 'ReopenedSession' });
