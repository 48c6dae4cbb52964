import { SESSION_SCOPES, SESSION_STATUSES } from '@hadir/db';
import { z } from 'zod';
import { changeOf, Id, Instant, line, pageFields } from '../shared/schemas.ts';

const minutes = z.int().min(0).max(1440);
export const Moment = z.iso
  .datetime({ offset: true, local: true, error: 'must be an ISO 8601 date and time' })
  .describe('With an offset or Z an instant; without, campus time.');
/** Stored as 0 and 1, shown as false and true. */
const Flag = z.codec(z.boolean(), z.int(), { decode: Number, encode: (stored) => stored === 1 });

const place = { courseId: Id, roomId: Id, startsAt: Moment, endsAt: Moment };
const scope = z
  .enum(SESSION_SCOPES)
  .optional()
  .describe('Who is known: the course’s roster, or everybody who is enrolled. `roster` unless told.');
export const allowOverlap = z
  .boolean()
  .optional()
  .describe('Also when another session is held in the room meanwhile, as where two classes are merged.');

const fields = z.strictObject({
  ...place,
  opensBeforeMinutes: minutes
    .optional()
    .describe('Faces count from so long before the start; as the course’s rule says unless told.'),
  lateAfterMinutes: minutes
    .optional()
    .describe('Seen later than so long after the start is late; as the course’s rule says unless told.'),
  closesAfterMinutes: minutes
    .nullish()
    .describe('Nobody is marked who is first seen later than so long after the start; null: until the end.'),
  earlyLeaveMinutes: minutes
    .nullish()
    .describe('Last seen earlier than so long before the end is leaving early; null: not judged.'),
  requiredSightings: z
    .int()
    .min(1)
    .max(1000)
    .nullish()
    .describe('Matching sightings that a mark takes; null: as the matcher is set.'),
  scope,
  allowOverlap,
});

export const NewSession = fields.meta({ id: 'NewSession' });
export const SessionChange = changeOf(
  fields.extend({
    ownRule: z
      .literal(false)
      .optional()
      .describe('Gives the session the rule of its course again, in place of one of its own.'),
  }),
).meta({ id: 'SessionChange' });
export type NewSession = z.output<typeof NewSession>;
export type SessionChange = z.output<typeof SessionChange>;

export const SessionMove = z
  .strictObject({
    startsAt: Moment,
    endsAt: Moment.optional().describe('The session keeps its length unless told.'),
    roomId: Id.optional(),
    allowOverlap,
  })
  .meta({ id: 'SessionMove' });
export type SessionMove = z.output<typeof SessionMove>;
export const SessionCancelling = z.strictObject({ reason: line(500) }).meta({ id: 'SessionCancelling' });
export const SessionRestoring = z.strictObject({ allowOverlap }).meta({ id: 'SessionRestoring' });

export const SessionQuery = z.strictObject({
  ...pageFields,
  from: Moment.optional().describe('Sessions that start then or later.'),
  to: Moment.optional().describe('Sessions that start before.'),
  courseId: Id.optional(),
  roomId: Id.optional(),
  semesterId: Id.optional(),
  seriesId: Id.optional(),
  status: z.enum(SESSION_STATUSES).optional(),
  lecturerId: Id.optional().describe('Of the courses that this user teaches.'),
});
export type SessionQuery = z.output<typeof SessionQuery>;

const session = {
  id: z.uuid(),
  courseId: z.uuid(),
  roomId: z.uuid(),
  startsAt: Instant,
  endsAt: Instant,
  opensBeforeMinutes: z.int(),
  lateAfterMinutes: z.int(),
  closesAfterMinutes: z.int().nullable(),
  earlyLeaveMinutes: z.int().nullable(),
  requiredSightings: z.int().nullable(),
  hasOwnRule: Flag.describe(
    'The rule was given to this session, and no change of its course’s rule changes it.',
  ),
  scope: z.enum(SESSION_SCOPES),
  status: z.enum(SESSION_STATUSES).describe('A cancelled session opens for no face and counts for nobody.'),
  cancelReason: z.string().nullable(),
  cancelledAt: Instant.nullable(),
  holidayId: z.uuid().nullable().describe('The holiday for which it was cancelled.'),
  closedAt: Instant.nullable().describe('When absences were written; null before.'),
  seriesId: z.uuid().nullable().describe('The weekly series that it comes from.'),
  occurrenceOn: z.iso.date().nullable().describe('The campus day on which its series put it.'),
  movedFrom: Instant.nullable().describe('Its first start, when it was moved.'),
  changedAt: Instant.nullable(),
  createdAt: Instant,
};
export const ClassSession = z.object(session).meta({ id: 'ClassSession' });

const count = z.int();
export const SessionListItem = z
  .object({
    ...session,
    course: z.object({ code: z.string(), name: z.string() }),
    room: z.object({ name: z.string() }),
    counts: z
      .object({ roster: count, present: count, late: count, absent: count, excused: count })
      .describe('On the roster now, and attendance records by status.'),
  })
  .meta({ id: 'SessionListItem' });
