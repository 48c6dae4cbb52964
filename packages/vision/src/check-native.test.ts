import { expect, it } from 'vitest';
import { checkIndex, checkOpenCv } from './check-native.ts';
import { createSiftEngine } from './create-sift-engine.ts';

it('when what was compiled works, then the check names the version and finds SIFT', async () => {
  expect(checkOpenCv()).toEqual({ openCvVersion: expect.stringMatching(/^4\.\d+\.\d+$/), hasSift: true });
  await expect(checkIndex()).resolves.toBeUndefined();
});

it('when the cascades are not where they are said to be, then the engine refuses to start', async () => {
  await expect(createSiftEngine({ cascadeDir: '/nowhere' })).rejects.toThrow('/nowhere/haarcascade_');
});
