import { expect, test } from 'vitest';
import { findParallax } from './find-parallax.ts';
import { defaultLivenessRule } from './liveness-rule.ts';
import type { PresentationSample } from './presentation-sample.ts';
import { aFace, sampleOf } from './testing/head.ts';

const room = (x: number): number => 120 + 50 * Math.sin(x / 17) + 30 * Math.sin(x / 41 + 2);
const plain = (): number => 130;
const places = Array.from({ length: 24 }, (_, at) => at);

/** A face that goes `stepPx` to the right with each frame, before what `level` gives at places along the frame. */
function walk(
  stepPx: number,
  ringAt: (place: number, x: number) => number,
  level = room,
  shakePx = 0,
): PresentationSample[] {
  return places.slice(0, 8).map((frame) => ({
    ...sampleOf(aFace, { x: stepPx * frame }, frame * 110),
    surround: {
      ring: places.map((place) => ringAt(place, stepPx * frame)),
      background: places.map((place) => level(place * 27 + shakePx * frame)),
      inner: [],
    },
  }));
}

const judge = (samples: PresentationSample[]) => findParallax(samples, defaultLivenessRule.parallax);
const held = (place: number): number => room(place * 10);
const behind = (place: number, x: number): number => room(place * 10 + x);

test('when what is around the face moves with it, then it is held', () => {
  expect(judge(walk(15, held))).toEqual({ name: 'parallax', value: expect.closeTo(1, 6), says: 'spoof' });
});

test('when what is around the face stays behind, then it is a room', () => {
  expect(judge(walk(15, behind))).toMatchObject({ name: 'parallax', says: 'live' });
});

test('when the light changes alike everywhere, then it still moves with the face', () => {
  const dimmed = walk(15, (place, x) => held(place) * (1 - x / 400) + 10);
  expect(judge(dimmed)).toMatchObject({ says: 'spoof' });
});

test.each([
  ['the face hardly moves', walk(1, behind)],
  ['the wall is plain', walk(15, plain, plain)],
  ['nothing around was measured', walk(15, held).map((sample) => ({ ...sample, surround: null }))],
])('when %s, then nothing can be told', (_, samples) => {
  expect(judge(samples)).toEqual({ name: 'parallax', value: null, says: 'nothing' });
});

test('when the camera itself moves, then a changing ring is no sign of life', () => {
  expect(judge(walk(15, behind, room, 60))).toMatchObject({ says: 'nothing' });
});
