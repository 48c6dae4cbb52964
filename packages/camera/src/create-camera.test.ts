import { afterEach, describe, expect, it } from 'vitest';
import { createCamera, createCameras } from './create-camera.ts';
import type { FrameSource } from './frame-source.ts';
import { type ScriptedAnswer, startScriptedServer } from './testing/index.ts';

const key = Buffer.alloc(32, 3);
const accepted = (intervalMs: number): ScriptedAnswer => ({
  status: 202,
  body: { frameId: 'door-a1-0123456789abcdef-1', serverTimeMs: 1, intervalMs, recent: [] },
});

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function startIngest(answer: ScriptedAnswer = accepted(500)) {
  const server = await startScriptedServer(() => answer);
  closers.push(() => server.close());
  return server;
}

function countedFrames(count: number): FrameSource & { closed: boolean } {
  let given = 0;
  return {
    closed: false,
    async next() {
      given += 1;
      if (given > count) return undefined;
      return { jpeg: Buffer.from([0xff, 0xd8, given, 0xff, 0xd9]), ageMs: 0, people: [] };
    },
    async close() {
      this.closed = true;
    },
  };
}

const camera = (ingestUrl: string, source: FrameSource, framesPerSecond = 50) => ({
  ingestUrl,
  deviceId: 'door-a1',
  key,
  framesPerSecond,
  source,
});

function meanGap(posts: readonly { readonly at: number }[]): number {
  return ((posts.at(-1)?.at ?? 0) - (posts[0]?.at ?? 0)) / (posts.length - 1);
}

describe('createCamera', () => {
  it('when the source ends, then every frame is posted at the chosen rate and the source closed', async () => {
    const ingest = await startIngest();
    const source = countedFrames(10);
    const stats = await createCamera(camera(ingest.url, source, 20)).run();
    expect(stats).toMatchObject({ captured: 10, accepted: 10, waiting: 0 });
    expect(ingest.posts).toHaveLength(10);
    expect(meanGap(ingest.posts)).toBeGreaterThan(40);
    expect(source.closed).toBe(true);
  });

  it('when the server asks for an interval and the camera honours it, then frames keep to it', async () => {
    const ingest = await startIngest(accepted(120));
    await createCamera({ ...camera(ingest.url, countedFrames(5), 20), honourInterval: true }).run();
    const [, second, ...rest] = ingest.posts;
    expect(second && meanGap([second, ...rest])).toBeGreaterThan(100);
  });

  it('when the server asks for a burst, then its frames come in quick succession, and slowly again after', async () => {
    const server = await startScriptedServer((_, number) => {
      const answer = accepted(500);
      if (number > 0 || typeof answer === 'string') return answer;
      return { ...answer, body: { ...(answer.body as object), burst: { frames: 4, intervalMs: 50 } } };
    });
    closers.push(() => server.close());
    await createCamera(camera(server.url, countedFrames(6), 1)).run();
    const [, ...burst] = server.posts.slice(0, 5);
    expect(meanGap(burst)).toBeLessThan(300);
    expect(meanGap(server.posts.slice(4))).toBeGreaterThan(800);
  });

  it('when the source fails, then so does the run, and nothing is left running', async () => {
    const ingest = await startIngest();
    const source: FrameSource = { ...countedFrames(0), next: () => Promise.reject(new Error('no photo')) };
    await expect(createCamera(camera(ingest.url, source)).run()).rejects.toThrow('no photo');
  });

  it('when the server stays away, then the run ends after the time allowed for what waits', async () => {
    const ingest = await startIngest('silence');
    const before = performance.now();
    const stats = await createCamera({ ...camera(ingest.url, countedFrames(3)), drainMs: 200 }).run();
    expect(stats).toMatchObject({ captured: 3, accepted: 0, waiting: 3 });
    expect(performance.now() - before).toBeLessThan(3_000);
  });

  it('when a listener throws, then the run fails with its error and stops', async () => {
    const ingest = await startIngest();
    const endless = countedFrames(Number.POSITIVE_INFINITY);
    const onFrame = (): void => {
      throw new Error('listener');
    };
    await expect(createCamera({ ...camera(ingest.url, endless), onFrame }).run()).rejects.toThrow('listener');
    expect(endless.closed).toBe(true);
  });

  it('when it is aborted before it begins, then nothing is posted', async () => {
    const ingest = await startIngest();
    const stats = await createCamera(camera(ingest.url, countedFrames(3))).run(AbortSignal.abort());
    expect(stats.captured).toBe(0);
    expect(ingest.posts).toEqual([]);
  });

  it('when the rate is no rate, then it is refused', () => {
    expect(() => createCamera(camera('http://127.0.0.1:9', countedFrames(1), 0))).toThrow(RangeError);
  });
});

describe('createCameras', () => {
  it('when several run, then each posts its own frames under its own boot', async () => {
    const ingest = await startIngest();
    const group = createCameras(Array.from({ length: 12 }, () => camera(ingest.url, countedFrames(4))));
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    const all = await group.run();
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
    expect(all.map(({ accepted }) => accepted)).toEqual(Array.from({ length: 12 }, () => 4));
    expect(new Set(ingest.posts.map(({ headers }) => headers['x-boot-id'])).size).toBe(12);
  });

  it('when one fails, then the others stop', async () => {
    const ingest = await startIngest();
    const broken: FrameSource = { ...countedFrames(0), next: () => Promise.reject(new Error('no photo')) };
    const endless = countedFrames(Number.POSITIVE_INFINITY);
    const group = createCameras([camera(ingest.url, endless), camera(ingest.url, broken)]);
    await expect(group.run()).rejects.toThrow('no photo');
    expect(endless.closed).toBe(true);
  });
});
