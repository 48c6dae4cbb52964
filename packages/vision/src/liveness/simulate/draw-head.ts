import type { Pixels } from '../../pixels/index.ts';
import { draw, sample, smooth } from './draw.ts';
import type { Random } from './random.ts';
import { type Subject, shownOf } from './subject.ts';

/** Where a head is and how it is turned. */
export type HeadPose = {
  /** The middle of the face, px of the frame. */
  readonly x: number;
  readonly y: number;
  readonly facePx: number;
  readonly yawDeg: number;
  readonly pitchDeg: number;
  readonly rollDeg: number;
};

/** Half axes of the head, in face widths, and how far down its middle is from the face's. */
const HEAD = { halfWidth: 0.82, halfHeight: 1.1, below: 0.02, fade: 0.16 } as const;
/** A half ellipsoid, and a nose upon it, in face widths. */
const DEPTH = {
  halfWidth: 0.62,
  halfHeight: 0.95,
  most: 0.5,
  nose: 0.16,
  noseDown: 0.14,
  noseSize: 0.11,
} as const;
const ROUNDS = 4;

/** How far a place of the face stands out towards the camera, in face widths. */
function depthAt(x: number, y: number): number {
  const round = 1 - (x / DEPTH.halfWidth) ** 2 - (y / DEPTH.halfHeight) ** 2;
  const nose = (x * x + (y - DEPTH.noseDown) ** 2) / (2 * DEPTH.noseSize ** 2);
  return DEPTH.most * Math.sqrt(Math.max(0, round)) + DEPTH.nose * Math.exp(-nose);
}

/** Draws shoulders, and a head whose photo is turned about its middle as if it had the depth of one. */
export function drawHead(frame: Pixels, subject: Subject, pose: HeadPose, clothes: Random): void {
  const head = headOf(subject);
  drawShoulders(frame, pose, clothes);
  if (head.halfWidth < HEAD.halfWidth) drawHair(frame, pose, clothes);
  const { pixels, centre, facePx } = subject;
  const [yaw, pitch, roll] = [pose.yawDeg, pose.pitchDeg, pose.rollDeg].map(
    (deg) => (deg * Math.PI) / 180,
  ) as [number, number, number];
  const [cosRoll, sinRoll] = [Math.cos(roll), Math.sin(roll)];
  const reach = pose.facePx * 1.25;
  const region = {
    left: pose.x - reach,
    right: pose.x + reach,
    top: pose.y - reach,
    bottom: pose.y + reach,
  };
  draw(frame, region, (frameX, frameY, into) => {
    const [dx, dy] = [(frameX - pose.x) / pose.facePx, (frameY - pose.y) / pose.facePx];
    const seen = { x: cosRoll * dx + sinRoll * dy, y: cosRoll * dy - sinRoll * dx };
    const radius = Math.hypot(seen.x / head.halfWidth, (seen.y - HEAD.below) / head.halfHeight);
    if (radius >= 1) return 0;
    let [x, y] = [seen.x, seen.y];
    for (let round = 0; round < ROUNDS; round++) {
      const depth = depthAt(x, y);
      x = (seen.x - depth * Math.sin(yaw)) / Math.cos(yaw);
      y = (seen.y - depth * Math.sin(pitch)) / Math.cos(pitch);
    }
    sample(pixels, centre.x + x * facePx, centre.y + y * facePx, into);
    return smooth((1 - radius) / HEAD.fade);
  });
}

/** As much of the head as the photo shows. */
function headOf(subject: Subject): { readonly halfWidth: number; readonly halfHeight: number } {
  const { halfWidth, halfHeight } = shownOf(subject);
  return {
    halfWidth: Math.min(HEAD.halfWidth, halfWidth),
    halfHeight: Math.min(HEAD.halfHeight, halfHeight),
  };
}

/** Of a photo that cuts the head off, a plain one behind it. */
function drawHair(frame: Pixels, { x, y, facePx }: HeadPose, clothes: Random): void {
  const level = clothes.between(20, 110);
  const reach = facePx * 1.2;
  const region = { left: x - reach, right: x + reach, top: y - reach, bottom: y + reach };
  draw(frame, region, (frameX, frameY, into) => {
    into.fill(level);
    const [across, down] = [(frameX - x) / facePx, (frameY - y) / facePx];
    return smooth((1 - Math.hypot(across / 0.72, (down + 0.05) / 0.95)) / 0.1);
  });
}

function drawShoulders(frame: Pixels, { x, y, facePx }: HeadPose, clothes: Random): void {
  const colour = [clothes.between(30, 150), clothes.between(30, 150), clothes.between(30, 150)];
  const fold = clothes.between(0.2, 0.4);
  const region = { left: x - facePx * 1.5, right: x + facePx * 1.5, top: y, bottom: frame.height };
  draw(frame, region, (frameX, frameY, into) => {
    const [across, down] = [(frameX - x) / facePx, (frameY - y) / facePx];
    for (let channel = 0; channel < 3; channel++) {
      into[channel] = (colour[channel] ?? 0) * (1 + 0.12 * Math.sin((across + 0.4 * down) / fold));
    }
    return smooth((1 - Math.hypot(across / 1.3, (down - 2) / 1.25)) / 0.06);
  });
}
