import { expect, it } from 'vitest';
import type { Landmarks, Point } from '../face-engine.ts';
import { CROP_PX, EYES } from '../sift/recipe.ts';
import { ARCFACE_CROP, alignment, arcfaceCrop, movePoints, planCrop } from './align-face.ts';
import { mapPoint } from './similarity.ts';

const PORTRAIT = planCrop(CROP_PX, EYES);

it.each([
  ['level and small', { x: 10, y: 20 }, { x: 30, y: 20 }],
  ['tilted and large', { x: 300, y: 220 }, { x: 420, y: 170 }],
])('when only eyes are known, %s, then they come to lie where the plan has them', (_, leftEye, rightEye) => {
  const similarity = alignment({ leftEye, rightEye }, PORTRAIT);
  const [left, right] = [mapPoint(similarity, leftEye), mapPoint(similarity, rightEye)];
  expect(left.x).toBeCloseTo(EYES.left * CROP_PX, 0);
  expect(right.x).toBeCloseTo(EYES.right * CROP_PX, 0);
  expect(left.y).toBeCloseTo(EYES.level * CROP_PX, 0);
  expect(right.y).toBeCloseTo(EYES.level * CROP_PX, 0);
});

it('when a face is turned, enlarged and moved, then its five points are brought back exactly', () => {
  const [cos, sin] = [3 * Math.cos(0.4), 3 * Math.sin(0.4)];
  const away = ({ x, y }: Point): Point => ({ x: cos * x - sin * y + 40, y: sin * x + cos * y - 25 });
  const moved: Landmarks = movePoints(ARCFACE_CROP.points, away);
  const similarity = alignment(moved, ARCFACE_CROP);
  for (const [name, point] of Object.entries(ARCFACE_CROP.points)) {
    const back = mapPoint(similarity, moved[name as keyof Landmarks] ?? { x: 0, y: 0 });
    expect(back.x).toBeCloseTo(point.x, 6);
    expect(back.y).toBeCloseTo(point.y, 6);
  }
});

it('when a network wants a larger crop, then the points keep their shares of it', () => {
  const { sizePx, points } = arcfaceCrop(224);
  expect(sizePx).toBe(224);
  expect(points.nose.x).toBeCloseTo(2 * ARCFACE_CROP.points.nose.x);
  expect(points.rightMouth.y).toBeCloseTo(2 * ARCFACE_CROP.points.rightMouth.y);
});
