import { expect, it } from 'vitest';
import { completeEyes } from './find-eyes.ts';

const box = { x: 100, y: 50, width: 200, height: 200 };
const usual = { leftEye: { x: 162.5, y: 128 }, rightEye: { x: 237.5, y: 128 } };

it('when both eyes are seen, then they are taken as they are', () => {
  const [leftEye, rightEye] = [
    { x: 165, y: 120 },
    { x: 240, y: 135 },
  ];
  expect(completeEyes(box, leftEye, rightEye)).toEqual({ leftEye, rightEye });
});

it('when one eye is seen, then the other is level with it at the usual distance', () => {
  const eye = { x: 160, y: 125 };
  expect(completeEyes(box, eye, undefined)).toEqual({ leftEye: eye, rightEye: { x: 235, y: 125 } });
  expect(completeEyes(box, undefined, eye)).toEqual({ leftEye: { x: 85, y: 125 }, rightEye: eye });
});

it.each([
  ['none is seen', undefined, undefined],
  ['they are too close to be a pair', { x: 190, y: 128 }, { x: 210, y: 128 }],
  ['they are tilted more than a head is', { x: 160, y: 90 }, { x: 230, y: 160 }],
])('when %s, then the box says where eyes usually are', (_, left, right) => {
  expect(completeEyes(box, left, right)).toEqual(usual);
});
