import type { HeadPose } from './draw-head.ts';
import type { SheetPose } from './draw-sheet.ts';
import type { Random } from './random.ts';

/** Where something is at a time, s. */
export type Motion<Pose> = (seconds: number) => Pose;

/** Of the frames. */
export type FrameSize = { readonly width: number; readonly height: number };

/** A slow to and fro that never quite repeats, -1 to 1. */
function sway(random: Random, hertz: number): (seconds: number) => number {
  const [one, other] = [random.between(0, 6.3), random.between(0, 6.3)];
  const pace = hertz * random.between(0.8, 1.25);
  return (seconds) =>
    0.7 * Math.sin(one + 2 * Math.PI * pace * seconds) +
    0.3 * Math.sin(other + 2 * Math.PI * pace * 2.3 * seconds);
}

/** Someone stands before a camera: they sway, come a little nearer, and turn their head by `turnDeg` to both sides. */
export function personMotion(
  frame: FrameSize,
  facePx: number,
  turnDeg: number,
  random: Random,
): Motion<HeadPose> {
  const [across, down, near] = [sway(random, 0.3), sway(random, 0.25), sway(random, 0.2)];
  const [yaw, pitch, roll] = [sway(random, 0.35), sway(random, 0.4), sway(random, 0.3)];
  const [reachX, reachY] = [random.between(0.1, 0.5) * facePx, random.between(0.03, 0.12) * facePx];
  const turns = random.between(0, 6.3);
  return (seconds) => ({
    x: frame.width / 2 + reachX * across(seconds),
    y: frame.height * 0.42 + reachY * down(seconds),
    facePx: facePx * (1 + 0.05 * near(seconds)),
    // Nobody holds their head quite still.
    yawDeg: 2 * yaw(seconds) + turnDeg * Math.sin(turns + 2 * Math.PI * 0.4 * seconds),
    pitchDeg: 2 * pitch(seconds),
    rollDeg: 2 * roll(seconds),
  });
}

/** How far a held sheet is moved: `reach` in units of it, `tiltDeg` about both axes, `bend` as curvature. */
export type Holding = { readonly reach: number; readonly tiltDeg: number; readonly bend: number };

/** On a stand; held before the camera; moved about to pass for a person; bent meanwhile. */
export const holdings = {
  fixed: { reach: 0, tiltDeg: 0, bend: 0 },
  held: { reach: 0.12, tiltDeg: 5, bend: 0.05 },
  moved: { reach: 0.5, tiltDeg: 20, bend: 0.1 },
  filling: { reach: 0, tiltDeg: 0, bend: 0 },
  bent: { reach: 0.3, tiltDeg: 12, bend: 0.5 },
} as const satisfies Record<string, Holding>;

export function sheetMotion(
  frame: FrameSize,
  unitPx: number,
  { reach, tiltDeg, bend }: Holding,
  random: Random,
): Motion<SheetPose> {
  const [across, down, near, roll] = [
    sway(random, 0.4),
    sway(random, 0.35),
    sway(random, 0.25),
    sway(random, 0.3),
  ];
  const [yaw, pitch, bending] = [sway(random, 0.4), sway(random, 0.35), sway(random, 0.4)];
  const [leanX, leanY] = [random.between(-6, 6), random.between(-6, 6)];
  return (seconds) => ({
    x: frame.width / 2 + reach * unitPx * across(seconds),
    y: frame.height * 0.45 + reach * 0.5 * unitPx * down(seconds),
    unitPx: unitPx * (1 + 0.15 * reach * near(seconds)),
    yawDeg: leanX + tiltDeg * yaw(seconds),
    pitchDeg: leanY + tiltDeg * pitch(seconds),
    rollDeg: tiltDeg * 0.5 * roll(seconds),
    bend: bend * bending(seconds),
  });
}
