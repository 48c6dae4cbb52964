import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkPhoto, type FaceQuality } from './enrolment-quality.ts';

const limits = { minSizePx: 80, minSharpness: 10, maxBackgroundShare: 0.4 };
const face = (sizePx: number, sharpness = 50): FaceQuality => ({ sizePx, sharpness });

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

test('when a photo is accepted, then its face is the largest and keeps every limit', () => {
  const anyFace = fc.record({
    sizePx: fc.integer({ min: 20, max: 600 }),
    sharpness: fc.double({ min: 0, max: 100, noNaN: true }),
  });
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
