import { expect, test } from 'vitest';
import { createFindSimilar } from './find-similar.ts';

const untouchable = {
  withGallery: () => Promise.reject(new Error('the campus was loaded')),
};

test('when people are known by SIFT alone, then the campus is not loaded for a new face', async () => {
  const sift = { parts: [{ engine: 'sift', modelVersion: 'sift-1' }] } as const;
  expect(await createFindSimilar(sift, untouchable)([], 'ada')).toBeUndefined();
});

test('when the deep engine is there, then the campus is searched', async () => {
  const fused = { parts: [{ engine: 'deep', modelVersion: 'deep-1' }] } as const;
  await expect(createFindSimilar(fused, untouchable)([], 'ada')).rejects.toThrow('the campus was loaded');
});
