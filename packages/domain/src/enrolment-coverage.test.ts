import { expect, test } from 'vitest';
import { coverageOf } from './enrolment-coverage.ts';

const photo = (photoId: string, yawDeg: number | null, score = 0.8) => ({ photoId, yawDeg, score });

test('when photos show three views, then nothing is missing and the best frontal one stands for the person', () => {
  const photos = [
    photo('left', -20, 0.99),
    photo('good', 3, 0.9),
    photo('poor', -5, 0.4),
    photo('right', 25),
  ];
  expect(coverageOf(photos)).toEqual({
    views: { frontal: 2, left: 1, right: 1 },
    missing: [],
    bestPhotoId: 'good',
  });
});

test('when only one side was taken, then the rest is missing and the best of all is shown', () => {
  const { missing, bestPhotoId } = coverageOf([photo('a', -30, 0.5), photo('b', -20, 0.7)]);
  expect(missing).toEqual(['frontal', 'right']);
  expect(bestPhotoId).toBe('b');
});

test('when the pose was not measured, then a photo counts as frontal', () => {
  expect(coverageOf([photo('a', null)]).missing).toEqual(['left', 'right']);
});

test('when there is no photo, then there is nothing to show', () => {
  expect(coverageOf([])).toEqual({
    views: { frontal: 0, left: 0, right: 0 },
    missing: ['frontal', 'left', 'right'],
    bestPhotoId: null,
  });
});
