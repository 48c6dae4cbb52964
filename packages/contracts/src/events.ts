import { z } from 'zod';

const Status = z.enum(['present', 'late', 'absent', 'excused']);
const count = z.int().nonnegative();

/**
 * What others may be told of, by type: the `details` of an event in the outbox. Whom and what it concerns (course, room,
 * session, student, device) stands beside it. Ids and figures, never names.
 */
export const EVENT_DETAILS = {
  /** A camera or a check-in wrote a student's record for the first time, or changed its status. */
  'attendance.marked': z.object({
    status: Status,
    before: Status.nullable(),
    firstSeenAt: z.iso.datetime().nullable(),
  }),
  /** A session was closed; the absent are those whose record the closing wrote. */
  'session.closed': z.object({ present: count, late: count, absent: count, excused: count }),
  /** One student was absent when a session closed. */
  'attendance.absent': z.object({}),
  'session.cancelled': z.object({ reason: z.string().nullable() }),
  'session.moved': z.object({ from: z.iso.datetime(), to: z.iso.datetime() }),
  /** Once for each presentation of an unknown face. */
  'face.unknown': z.object({ sightingId: z.uuid(), reason: z.string() }),
  'device.offline': z.object({ lastSeenAt: z.iso.datetime().nullable() }),
  'device.online': z.object({ offlineSeconds: count }),
  /** A student's attendance in a course fell below what its rule asks for. */
  'student.at-risk': z.object({ percent: z.number(), minimumPercent: z.number() }),
  'dispute.opened': z.object({ disputeId: z.uuid() }),
  'dispute.answered': z.object({ disputeId: z.uuid(), accepted: z.boolean() }),
} as const satisfies Record<string, z.ZodType>;

export type EventType = keyof typeof EVENT_DETAILS;
export const EVENT_TYPES = Object.keys(EVENT_DETAILS) as readonly EventType[];
export type EventDetails<Type extends EventType> = z.infer<(typeof EVENT_DETAILS)[Type]>;
