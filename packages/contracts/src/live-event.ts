import { z } from 'zod';
import { FrameOutcome } from './outcome.ts';

/** What a page that watches is sent as it happens: ids and figures, never names, images or object keys. */
export const LiveEvent = z.discriminatedUnion('type', [
  /** What became of a frame: sightings and marks. */
  z.object({ type: z.literal('outcome'), outcome: FrameOutcome }),
  /** A record was changed by a person or a rule. */
  z.object({
    type: z.literal('attendance'),
    sessionId: z.uuid(),
    studentId: z.uuid(),
    status: z.enum(['present', 'late', 'absent', 'excused']).nullable(),
    source: z.string(),
  }),
  /** A session was opened, changed, moved, cancelled or closed. */
  z.object({
    type: z.literal('session'),
    sessionId: z.uuid(),
    change: z.enum(['changed', 'moved', 'cancelled', 'restored', 'closed']),
  }),
  z.object({
    type: z.literal('device'),
    deviceId: z.string(),
    state: z.enum(['online', 'offline']),
    lastSeenAt: z.iso.datetime().nullable(),
  }),
  z.object({
    type: z.literal('queue'),
    waiting: z.int().nonnegative(),
    active: z.int().nonnegative(),
    oldestWaitingMs: z.int().nonnegative().nullable(),
  }),
  /** Something waits for a person in the review inbox, or no longer does. */
  z.object({ type: z.literal('review'), sessionId: z.uuid().nullable(), waiting: z.int().nonnegative() }),
]);
export type LiveEvent = z.infer<typeof LiveEvent>;
