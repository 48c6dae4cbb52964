import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkPhoto, type FaceQuality, type PhotoRejection } from './enrolment-quality.ts';

const limits = {
  minSizePx: 80,
  minSharpness: 10,
  minBrightness: 40,
  maxBrightness: 220,
  maxYawDeg: 35,
  maxPitchDeg: 30,
  maxRollDeg: 30,
  maxEyesClosed: 0.9,
  maxOcclusion: 0.5,
  minLive: null,
  maxBackgroundShare: 0.4,
};
const measured = {
  brightness: 120,
  yawDeg: 0,
  pitchDeg: 0,
  rollDeg: 0,
  eyesClosed: 0,
  occlusion: 0,
  score: 1,
};
const face = (sizePx: number, sharpness = 50, other: Partial<FaceQuality> = {}): FaceQuality => ({
  sizePx,
  sharpness,
  ...measured,
  ...other,
});

test('when one face is large and sharp enough, then the photo is accepted', () => {
  expect(checkPhoto([face(80, 10)], limits)).toEqual({ accepted: true, faceNumber: 0 });
});

test('when there is no face, then that is the reason', () => {
  expect(checkPhoto([], limits)).toEqual({ accepted: false, reason: 'no-face', measured: 0, limit: 1 });
});

test('when a second face is nearly as large, then there are several faces', () => {
  expect(checkPhoto([face(120), face(200)], limits)).toEqual({
    accepted: false,
    reason: 'several-faces',
    measured: 0.6,
    limit: 0.4,
  });
});

test('when a tiny face is in the background, then the large one is enrolled', () => {
  expect(checkPhoto([face(40, 1), face(200)], limits)).toEqual({ accepted: true, faceNumber: 1 });
});

test('when the face is too small, then size and limit are told', () => {
  expect(checkPhoto([face(79, 1)], limits)).toEqual({
    accepted: false,
    reason: 'too-small',
    measured: 79,
    limit: 80,
  });
});

test('when the face is blurred, then sharpness and limit are told', () => {
  expect(checkPhoto([face(200, 9.5)], limits)).toEqual({
    accepted: false,
    reason: 'blurred',
    measured: 9.5,
    limit: 10,
  });
});

test.each<[PhotoRejection, Partial<FaceQuality>, number, number]>([
  ['too-dark', { brightness: 39 }, 39, 40],
  ['too-bright', { brightness: 221 }, 221, 220],
  ['extreme-pose', { yawDeg: -36 }, 36, 35],
  ['extreme-pose', { pitchDeg: 31 }, 31, 30],
  ['extreme-pose', { rollDeg: -31 }, 31, 30],
  ['occluded', { occlusion: 0.6 }, 0.6, 0.5],
  ['eyes-closed', { eyesClosed: 0.95 }, 0.95, 0.9],
])('when the only fault is %s, then figure and limit are told', (reason, fault, figure, limit) => {
  const check = checkPhoto([face(200, 50, fault)], limits);
  expect(check).toEqual({ accepted: false, reason, measured: figure, limit });
});

test('when proof of life is asked for, then a flat picture is refused, and else it is not', () => {
  const picture = face(200, 50, { live: 0.1 });
  expect(checkPhoto([picture], { ...limits, minLive: 0.5 })).toMatchObject({
    reason: 'not-live',
    measured: 0.1,
  });
  expect(checkPhoto([picture], limits)).toMatchObject({ accepted: true });
});

test('when the networks are missing, then what they measure is not asked', () => {
  const unknown = { yawDeg: null, pitchDeg: null, eyesClosed: null, occlusion: null, live: null };
  expect(checkPhoto([face(200, 50, unknown)], { ...limits, minLive: 0.5 })).toMatchObject({ accepted: true });
});

test('when a photo is accepted, then its face is the largest and keeps every limit', () => {
  const anyFace = fc
    .record({
      sizePx: fc.integer({ min: 20, max: 600 }),
      sharpness: fc.double({ min: 0, max: 100, noNaN: true }),
    })
    .map(({ sizePx, sharpness }) => face(sizePx, sharpness));
  fc.assert(
    fc.property(fc.array(anyFace, { maxLength: 4 }), (faces) => {
      const check = checkPhoto(faces, limits);
      if (!check.accepted) {
        expect(Number.isFinite(check.measured)).toBe(true);
        return;
      }
      const chosen = faces[check.faceNumber] ?? face(0, 0);
      expect(chosen.sizePx).toBe(Math.max(...faces.map(({ sizePx }) => sizePx)));
      expect(chosen.sizePx).toBeGreaterThanOrEqual(limits.minSizePx);
      expect(chosen.sharpness).toBeGreaterThanOrEqual(limits.minSharpness);
    }),
  );
});
