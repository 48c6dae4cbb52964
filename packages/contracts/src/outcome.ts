import { z } from 'zod';
import { DeviceId, FrameId } from './frame.ts';

/** Why a face was a match or not, in one word. */
export const SightingReason = z.enum([
  'match',
  'below-threshold',
  'ambiguous',
  'engines-disagree',
  'poor-quality',
  'spoof-suspected',
]);
export type SightingReason = z.infer<typeof SightingReason>;

/** What the frames of one presentation say of whether a living person stands there. */
export const LivenessVerdict = z.enum(['live', 'suspected', 'undecided']);
export type LivenessVerdict = z.infer<typeof LivenessVerdict>;

/** What became of one face: `confirming` is a match that needs more sightings, or a sign of life where that is asked for, `duplicate` one already recorded. */
export const FaceOutcome = z.object({
  faceNumber: z.int().nonnegative(),
  status: z.enum(['present', 'late', 'duplicate', 'confirming', 'unknown']),
  /** Only for a match. */
  studentId: z.uuid().nullable(),
  score: z.number(),
  threshold: z.number(),
  /** Missing from matchers of before it was told, as all that follow. */
  reason: SightingReason.optional(),
  /** Null when liveness was not judged. */
  liveness: LivenessVerdict.nullable().optional(),
  /** The track of one face over the frames of one device. */
  presentationId: z.uuid().nullable().optional(),
});
export type FaceOutcome = z.infer<typeof FaceOutcome>;

/** Why a frame that was taken in order led to no face being looked up. */
export const DroppedReason = z.enum(['no-room', 'no-open-session', 'no-face', 'bad-image', 'expired']);
export type DroppedReason = z.infer<typeof DroppedReason>;

/** What became of one frame. Published by the matcher when it is done with it, and kept for the device's next answer. */
export const FrameOutcome = z.object({
  frameId: FrameId,
  deviceId: DeviceId,
  sessionId: z.uuid().nullable(),
  capturedAt: z.iso.datetime(),
  receivedAt: z.iso.datetime(),
  decidedAt: z.iso.datetime(),
  dropped: DroppedReason.nullable(),
  faces: z.array(FaceOutcome).max(64),
});
export type FrameOutcome = z.infer<typeof FrameOutcome>;

/** The Redis channel on which every outcome is published. */
export const OUTCOMES_CHANNEL = 'hadir:outcomes';

/** The Redis channel on which a roster's change is published, and its message. */
export const GALLERY_CHANNEL = 'hadir:gallery-changed';
export const GalleryChanged = z.object({ courseIds: z.array(z.uuid()).max(1000) });
export type GalleryChanged = z.infer<typeof GalleryChanged>;

/** The Redis channel on which a device's change (revoked, moved, new key) is published, and its message. */
export const DEVICE_CHANNEL = 'hadir:device-changed';
export const DeviceChanged = z.object({ deviceId: DeviceId });
export type DeviceChanged = z.infer<typeof DeviceChanged>;
