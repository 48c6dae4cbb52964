import { SESSION_SCOPES } from '@hadir/db';
import { z } from 'zod';
import { changeOf, Id, Instant, pageFields } from '../shared/schemas.ts';

const minutes = z.int().min(0).max(1440);
const Moment = z.iso
  .datetime({ offset: true, local: true, error: 'must be an ISO 8601 date and time' })
  .describe('With an offset or Z an instant; without, campus time.');

const fields = z.strictObject({
  courseId: Id,
  roomId: Id,
  startsAt: Moment,
  endsAt: Moment,
  opensBeforeMinutes: minutes
    .optional()
    .describe('Faces count from so long before the start; 15 unless told.'),
  lateAfterMinutes: minutes
    .optional()
    .describe('Seen later than so long after the start is late; 15 unless told.'),
  scope: z
    .enum(SESSION_SCOPES)
    .optional()
    .describe('Who is known: the course’s roster, or everybody who is enrolled. `roster` unless told.'),
});

export const NewSession = fields.meta({ id: 'NewSession' });
export const SessionChange = changeOf(fields).meta({ id: 'SessionChange' });
export type NewSession = z.output<typeof NewSession>;
export type SessionChange = z.output<typeof SessionChange>;

export const SessionQuery = z.strictObject({
  ...pageFields,
  from: Moment.optional().describe('Sessions that start then or later.'),
  to: Moment.optional().describe('Sessions that start before.'),
  courseId: Id.optional(),
  roomId: Id.optional(),
});
export type SessionQuery = z.output<typeof SessionQuery>;

export const ClassSession = z
  .object({
    id: z.uuid(),
    courseId: z.uuid(),
    roomId: z.uuid(),
    startsAt: Instant,
    endsAt: Instant,
    opensBeforeMinutes: z.int(),
    lateAfterMinutes: z.int(),
    scope: z.enum(SESSION_SCOPES),
    createdAt: Instant,
  })
  .meta({ id: 'ClassSession' });
