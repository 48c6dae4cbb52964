import { z } from 'zod';

/** A device's name in every key, log line and frame id: 3 to 32 of a–z, 0–9 and '-', not '-' at an end. */
export const DeviceId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{1,30}[a-z0-9]$/, 'use 3 to 32 of a-z, 0-9 and "-", not "-" at an end');
export type DeviceId = z.infer<typeof DeviceId>;

export const FrameId = z.string().regex(/^[a-z0-9-]{8,128}$/);

/** One JPEG taken by one device. A resent frame has the same id, so it is the same frame. Times are ISO 8601, UTC. */
export const Frame = z.object({
  frameId: FrameId,
  deviceId: DeviceId,
  /** The room that the device watched when the frame was received; null while it is in none. */
  roomId: z.uuid().nullable(),
  capturedAt: z.iso.datetime(),
  receivedAt: z.iso.datetime(),
  bytes: z.int().positive(),
});
export type Frame = z.infer<typeof Frame>;

/** `<device>-<boot>-<seq>` for a signed frame. */
export function signedFrameId(deviceId: string, bootId: string, seq: number): string {
  return `${deviceId}-${bootId}-${seq}`;
}

/** `<device>-<sha256>` for a frame of a device that sends no sequence: the same bytes are the same frame. */
export function bareFrameId(deviceId: string, sha256Hex: string): string {
  return `${deviceId}-${sha256Hex}`;
}
