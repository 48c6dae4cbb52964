import { expect, test } from 'vitest';
import { reachText } from './release-text.ts';

const release = {
  ...{ id: 'r1', target: 'esp32s3', version: '1.3.0', size: 2048, sha256: '', keyFingerprint: '' },
  ...{ notes: null, rolloutPercent: 10, forced: false, state: 'published', createdAt: '' },
};

test.each([
  [{}, '10 % of the esp32s3 cameras are offered it, as far as they run something older.'],
  [{ rolloutPercent: 100 }, 'All esp32s3 cameras are offered it, as far as they run something older.'],
  [{ forced: true }, '10 % of the esp32s3 cameras must have it, also those with a newer one.'],
  [{ rolloutPercent: 0 }, 'No camera is offered it yet.'],
  [{ state: 'withdrawn' }, 'It is withdrawn.'],
])('when a release is %j, then it is said whom it reaches', (change, text) => {
  expect(reachText({ ...release, ...change })).toBe(text);
});
