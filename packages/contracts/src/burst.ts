import { z } from 'zod';
import { DeviceId } from './frame.ts';

/** Frames that a device is asked to capture in quick succession, once, so that a blink can be seen. */
export const Burst = z.object({
  frames: z.int().positive().max(64),
  /** From one capture to the next. */
  intervalMs: z.int().min(50).max(1000),
});
export type Burst = z.infer<typeof Burst>;

/** 9 frames/s for 2.6 s: within what ingest takes of one device, and what fits in a camera's memory at 20 KB a frame. */
export const livenessBurst: Burst = { frames: 24, intervalMs: 110 };

/** The Redis channel on which a burst is asked of a device, and its message. */
export const BURST_CHANNEL = 'hadir:burst-asked';
export const BurstAsked = z.object({ deviceId: DeviceId, burst: Burst });
export type BurstAsked = z.infer<typeof BurstAsked>;
