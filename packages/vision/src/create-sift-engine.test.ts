import { expect, it } from 'vitest';
import { createSiftEngine } from './create-sift-engine.ts';
import { decodePixels, encodeJpeg, resizePixels } from './pixels/index.ts';
import { groupPhoto } from './testing/contract/seen-people.ts';

it('when run over and over, then memory does not grow', async () => {
  const engine = await createSiftEngine();
  const photo = await decodePixels(await groupPhoto(1));
  const smaller = await resizePixels(photo, Math.round(photo.width * 0.7), Math.round(photo.height * 0.7));
  const image = await encodeJpeg(smaller, 60);
  const rounds = async (count: number): Promise<number> => {
    for (let round = 0; round < count; round++) await engine.extract(image);
    return process.memoryUsage().rss;
  };
  const before = await rounds(10);
  // Thirty rounds that kept their pictures would hold over 35 MB.
  expect((await rounds(30)) - before).toBeLessThan(20e6);
  await engine.close();
}, 90_000);
