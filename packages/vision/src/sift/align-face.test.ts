import { expect, it } from 'vitest';
import type { Point } from '../face-engine.ts';
import { alignment } from './align-face.ts';
import { CROP_PX, EYES } from './recipe.ts';

it.each([
  ['level and small', { x: 10, y: 20 }, { x: 30, y: 20 }],
  ['tilted and large', { x: 300, y: 220 }, { x: 420, y: 170 }],
])('when eyes are %s, then they come to lie where the recipe has them', (_, leftEye, rightEye) => {
  const [[a, b, tx], [c, d, ty]] = alignment({ leftEye, rightEye });
  const map = ({ x, y }: Point): Point => ({ x: a * x + b * y + tx, y: c * x + d * y + ty });
  expect(map(leftEye).x).toBeCloseTo(EYES.left * CROP_PX);
  expect(map(rightEye).x).toBeCloseTo(EYES.right * CROP_PX);
  expect(map(leftEye).y).toBeCloseTo(EYES.level * CROP_PX);
  expect(map(rightEye).y).toBeCloseTo(EYES.level * CROP_PX);
});
