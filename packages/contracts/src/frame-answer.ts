import { z } from 'zod';
import { Burst } from './burst.ts';
import { SentDeviceSettings } from './device-settings.ts';
import { FirmwareOffer } from './firmware.ts';
import { FrameId } from './frame.ts';
import type { FrameOutcome } from './outcome.ts';

/** What a camera shows at the door for one of its recent frames: names and ids of people stay on the server. */
export const RecentOutcome = z.object({
  frameId: FrameId,
  seen: z.enum(['marked', 'seen', 'unknown', 'nobody']),
});
export type RecentOutcome = z.infer<typeof RecentOutcome>;

/** The body of a 200 or 202 answer to `POST /v1/frames`. */
export const FrameAnswer = z.object({
  frameId: FrameId,
  /** Server's clock, ms since 1970, to set an unset camera clock by. */
  serverTimeMs: z.int(),
  /** How long the device should wait before its next frame. */
  intervalMs: z.int().positive(),
  /** No session is open: how long until one is, at most a day. Only to devices that tell which settings they have, as the next. */
  restMs: z.int().min(0).max(86_400_000).optional(),
  /** Other settings than the device has. */
  settings: SentDeviceSettings.optional(),
  /** Only to signed devices whose `X-Firmware` names a version that this is to replace. */
  firmware: FirmwareOffer.optional(),
  /** Asks for a few frames in quick succession, at once; then `intervalMs` counts again. */
  burst: Burst.optional(),
  /** The newest first. */
  recent: z.array(RecentOutcome).max(20),
});
export type FrameAnswer = z.infer<typeof FrameAnswer>;

/** The body of every refusal, of every service. */
export const ErrorAnswer = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    /** The header or body field at fault, where there is one. */
    field: z.string().optional(),
  }),
  requestId: z.string().optional(),
  serverTimeMs: z.int().optional(),
});
export type ErrorAnswer = z.infer<typeof ErrorAnswer>;

export function recentOutcome({ frameId, faces }: FrameOutcome): RecentOutcome {
  const has = (...statuses: readonly string[]): boolean =>
    faces.some((face) => statuses.includes(face.status));
  if (has('present', 'late', 'duplicate')) return { frameId, seen: 'marked' };
  if (has('confirming')) return { frameId, seen: 'seen' };
  return { frameId, seen: has('unknown') ? 'unknown' : 'nobody' };
}
