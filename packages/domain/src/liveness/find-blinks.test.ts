import { expect, test } from 'vitest';
import { findBlinks } from './find-blinks.ts';
import { defaultLivenessRule } from './liveness-rule.ts';
import { aFace, sampleOf } from './testing/head.ts';

const OPEN = 0.05;
const CLOSED = 0.9;

function blinksOf(eyes: readonly (number | null)[], intervalMs: number, sharpness: readonly number[] = []) {
  const samples = eyes.map((eyesClosed, at) => ({
    ...sampleOf(aFace, {}, at * intervalMs),
    eyesClosed,
    sharpness: sharpness[at] ?? 20,
  }));
  return findBlinks(samples, defaultLivenessRule.blink);
}

test.each([
  ['at 9 frames/s', [OPEN, OPEN, CLOSED, CLOSED, OPEN], 110, 1],
  ['in one frame of 8 a second', [OPEN, CLOSED, OPEN], 125, 1],
  ['twice', [OPEN, CLOSED, OPEN, OPEN, CLOSED, OPEN], 110, 2],
  ['with the lids on their way between', [OPEN, 0.5, CLOSED, 0.5, OPEN], 110, 1],
])('when the eyes close %s, then it is a blink', (_, eyes, intervalMs, count) => {
  expect(blinksOf(eyes, intervalMs)).toEqual({ name: 'blink', value: count, says: 'live' });
});

test.each([
  ['never close', [OPEN, OPEN, OPEN, OPEN]],
  ['are closed from the beginning', [CLOSED, CLOSED, OPEN, OPEN]],
  ['do not open again', [OPEN, CLOSED, CLOSED, CLOSED]],
  ['only half close', [OPEN, OPEN, OPEN, OPEN, 0.5, OPEN, OPEN, OPEN]],
  ['stay closed for longer than a blink', [OPEN, ...Array<number>(7).fill(CLOSED), OPEN]],
])('when the eyes %s, then there is no blink', (_, eyes) => {
  expect(blinksOf(eyes, 110)).toMatchObject({ name: 'blink', says: 'nothing' });
});

test('when frames come slower than 8 a second, then no blink counts, for it could be an error of one frame', () => {
  expect(blinksOf([OPEN, CLOSED, OPEN, OPEN], 500)).toEqual({ name: 'blink', value: null, says: 'nothing' });
});

test('when a frame is lost while the eyes are closed, then it cannot be told how long they were', () => {
  const times = [0, 110, 220, 600, 710, 820];
  const eyes = [OPEN, OPEN, CLOSED, OPEN, OPEN, OPEN];
  const samples = times.map((atMs, at) => ({ ...sampleOf(aFace, {}, atMs), eyesClosed: eyes[at] ?? null }));
  expect(findBlinks(samples, defaultLivenessRule.blink).says).toBe('nothing');
});

test('when a blurred frame looks as if the eyes were closed, then it does not count', () => {
  expect(blinksOf([OPEN, OPEN, CLOSED, OPEN, OPEN], 60, [20, 20, 5, 20, 20])).toMatchObject({
    says: 'nothing',
  });
});

test('when the network wavers, as behind some glasses, then nothing can be told', () => {
  const wavering = [0.16, 0.4, 0.9, 0.1, 0.5, 0.6, 0.4, 0.9, 0.3, 0.4, 0.1, 0.5];
  expect(blinksOf(wavering, 110)).toEqual({ name: 'blink', value: null, says: 'nothing' });
});

test('when the eyes were never measured, then neither was the blink', () => {
  expect(blinksOf([null, null, null, null], 110)).toEqual({ name: 'blink', value: null, says: 'nothing' });
});
