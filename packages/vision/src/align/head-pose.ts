import type { Point } from '../face-engine.ts';
import { meanOf } from './five-points.ts';

export type HeadPose = { readonly yawDeg: number; readonly pitchDeg: number; readonly rollDeg: number };

const LEFT_EYE = [36, 37, 38, 39, 40, 41];
const RIGHT_EYE = [42, 43, 44, 45, 46, 47];
const MOUTH = [48, 54];
const NOSE_TIP = 30;

/**
 * How far the tip of the nose stands out from the plane of eyes and mouth, as a share of the distance between the eyes, and at which
 * share of the way from the eyes to the mouth it lies when one looks straight ahead: means over adult heads (from the 3D points of
 * iBUG's mean face).
 */
const NOSE_DEPTH = 0.62;
const NOSE_LEVEL = 0.58;

/**
 * Where a head is turned, from 68 points: the nose stands out of the face, so when the head turns its tip moves against the
 * eyes and the mouth. Positive to the image's right and down. Good to about 10 degrees, less beyond 40.
 */
export function headPose(points: readonly Point[]): HeadPose {
  const [left, right, mouth] = [meanOf(points, LEFT_EYE), meanOf(points, RIGHT_EYE), meanOf(points, MOUTH)];
  const nose = points[NOSE_TIP] ?? left;
  const roll = Math.atan2(right.y - left.y, right.x - left.x);
  const eyes = { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2 };
  const turned = (point: Point): Point => ({
    x: (point.x - eyes.x) * Math.cos(roll) + (point.y - eyes.y) * Math.sin(roll),
    y: (point.y - eyes.y) * Math.cos(roll) - (point.x - eyes.x) * Math.sin(roll),
  });
  const [tip, lips] = [turned(nose), turned(mouth)];
  const width = Math.hypot(right.x - left.x, right.y - left.y);
  // The nose's foot: where its tip would lie on the line from the eyes to the mouth.
  const aside = tip.x - lips.x * (lips.y === 0 ? 0 : tip.y / lips.y);
  const below = tip.y - NOSE_LEVEL * lips.y;
  // Turning narrows the eyes by the cosine while the nose moves by the sine: the tangent of the yaw.
  const yaw = Math.atan2(aside, NOSE_DEPTH * width);
  const trueWidth = width / Math.max(0.3, Math.cos(yaw));
  const pitch = Math.asin(Math.max(-1, Math.min(1, below / (NOSE_DEPTH * trueWidth))));
  return { yawDeg: degrees(yaw), pitchDeg: degrees(pitch), rollDeg: degrees(roll) };
}

function degrees(radians: number): number {
  return (radians * 180) / Math.PI;
}
