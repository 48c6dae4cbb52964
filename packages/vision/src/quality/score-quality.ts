import type { FaceQuality } from '../face-engine.ts';

/**
 * From here on more pixels, or more edges, do not make a face better known: LFW blurred by 1.5 px (a sharpness of 2.6) is known as well
 * as unblurred (5), by 2 px (2.2) no longer.
 */
const GOOD_SIZE_PX = 100;
const GOOD_SHARPNESS = 3.5;
/** Up to here a turned head is known as well as a frontal one; at the far end a face counts as little as the least share. */
const POSE_DEG = { good: 20, far: 60 };
const LEAST_POSE_SHARE = 0.3;
/** What closed eyes, and a wholly covered face, leave of the score. */
const CLOSED_EYES_SHARE = 0.6;
const COVERED_SHARE = 0.3;

/**
 * All of a face's quality in one figure, 0 to 1: the product of a share for size, sharpness, pose, eyes and cover, each of which is 1
 * when good and never grows when its measure gets worse. What was not measured counts as good.
 */
export function scoreQuality(measured: Omit<FaceQuality, 'score'>): number {
  const { sizePx, sharpness, yawDeg, pitchDeg, eyesClosed, occlusion } = measured;
  return (
    Math.min(1, sizePx / GOOD_SIZE_PX) *
    Math.min(1, sharpness / GOOD_SHARPNESS) *
    poseShare(Math.hypot(yawDeg ?? 0, pitchDeg ?? 0)) *
    (1 - (1 - CLOSED_EYES_SHARE) * (eyesClosed ?? 0)) *
    (1 - (1 - COVERED_SHARE) * (occlusion ?? 0))
  );
}

function poseShare(awayDeg: number): number {
  const beyond = (awayDeg - POSE_DEG.good) / (POSE_DEG.far - POSE_DEG.good);
  return 1 - (1 - LEAST_POSE_SHARE) * Math.max(0, Math.min(1, beyond));
}
