import { describe, expect, it } from 'vitest';
import type { FrameSource } from '../frame-source.ts';
import { squarePhoto } from '../testing/square-photo.ts';
import { type SceneSourceOptions, sceneSource } from './scene-source.ts';

const signal = new AbortController().signal;
const [ani, budi] = [squarePhoto('ani'), squarePhoto('budi')];
const playlist = [
  { photos: [ani], lasts: { frames: 2 } },
  { photos: [], lasts: { frames: 1 } },
  { photos: [ani, budi], lasts: { frames: 1 }, facePx: 80 },
];
const source = (options: Partial<SceneSourceOptions> = {}) =>
  sceneSource({ playlist, seed: 'door', ...options });

async function takeAll(frames: FrameSource, limit = 20) {
  const taken = [];
  for (
    let frame = await frames.next(signal);
    frame && taken.length < limit;
    frame = await frames.next(signal)
  ) {
    taken.push(frame);
  }
  return taken;
}

describe('sceneSource', () => {
  it('when it plays, then each presentation has its frames and its people', async () => {
    const begun: string[] = [];
    const frames = await takeAll(
      source({ onPresentation: ({ people, number }) => begun.push(`${number}:${people.join('+')}`) }),
    );
    expect(frames.map(({ people }) => people)).toEqual([['ani'], ['ani'], [], ['ani', 'budi']]);
    expect(begun).toEqual(['0:ani', '1:', '2:ani+budi']);
  });

  it('when two play with one seed, then their frames are the same, and no two of one are', async () => {
    const [first, second] = await Promise.all([takeAll(source()), takeAll(source())]);
    const bytes = first.map(({ jpeg }) => jpeg.toString('base64'));
    expect(second.map(({ jpeg }) => jpeg.toString('base64'))).toEqual(bytes);
    expect(new Set(bytes).size).toBe(4);
  });

  it('when it repeats, then it goes on until it is aborted', async () => {
    const endless = source({ repeat: true });
    const frames = await takeAll(endless, 9);
    expect(frames.map(({ people }) => people.length)).toEqual([1, 1, 0, 2, 1, 1, 0, 2, 1]);
    expect(await endless.next(AbortSignal.abort())).toBeUndefined();
  });

  it('when a presentation lasts seconds, then it ends by the clock', async () => {
    const timed = source({ playlist: [{ photos: [], lasts: { seconds: 0.3 } }] });
    const before = performance.now();
    const frames = await takeAll(timed, 1_000);
    expect(frames.length).toBeGreaterThan(1);
    expect(performance.now() - before).toBeGreaterThanOrEqual(290);
  });

  it('when a presentation lasts nothing, then the playlist is refused', () => {
    expect(() => source({ playlist: [{ photos: [], lasts: { frames: 0 } }], repeat: true })).toThrow(
      RangeError,
    );
  });

  it('when a face cannot be found, then the frame cannot be made', async () => {
    const { bytes, label } = ani;
    const lost = source({ playlist: [{ photos: [{ bytes, label }], lasts: { frames: 1 } }] });
    await expect(lost.next(signal)).rejects.toThrow('no face was found');
  });
});
