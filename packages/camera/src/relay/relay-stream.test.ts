import { afterEach, describe, expect, it } from 'vitest';
import { createCamera } from '../create-camera.ts';
import { type StreamServerOptions, startScriptedServer, startStreamServer } from '../testing/index.ts';
import { type RelayOptions, relayStream, type StreamRelay } from './relay-stream.ts';

const jpeg = (fill: number, length = 20_000): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(length, fill), Buffer.from([0xff, 0xd9])]);
const frames = [jpeg(1), jpeg(2), jpeg(3)];

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function setUp(server: Partial<StreamServerOptions> = {}, relay: Partial<RelayOptions> = {}) {
  const stream = await startStreamServer({ frames, framesPerSecond: 50, ...server });
  closers.push(() => stream.close());
  const messages: string[] = [];
  const source = relayStream({
    streamUrl: stream.url,
    backoffMs: { first: 10, longest: 50 },
    stallMs: 300,
    onDisconnect: ({ message }) => messages.push(message),
    ...relay,
  });
  closers.push(() => source.close());
  return { stream, source, messages };
}

async function take(source: StreamRelay, count: number): Promise<Buffer[]> {
  const taken: Buffer[] = [];
  while (taken.length < count) {
    const frame = await source.next(AbortSignal.timeout(5_000));
    if (!frame) throw new Error('no frame within 5 s');
    taken.push(frame.jpeg);
  }
  return taken;
}

const isOneOfOurs = (taken: Buffer): boolean => frames.some((frame) => frame.equals(taken));

describe('relayStream', () => {
  it.each([true, false])(
    'when a stock stream plays (lengths stated: %s), then its frames come out whole',
    async (contentLength) => {
      const { source } = await setUp({ contentLength });
      const taken = await take(source, 6);
      expect(taken.every(isOneOfOurs)).toBe(true);
      expect(source.stats()).toMatchObject({ connections: 1, sampled: 6, skipped: { malformed: 0 } });
    },
  );

  it('when frames are taken more slowly than they come, then only the newest is given', async () => {
    const { source } = await setUp();
    await take(source, 1);
    await expect.poll(() => source.stats().frames).toBeGreaterThan(6);
    const frame = await source.next(AbortSignal.timeout(5_000));
    expect(frame?.ageMs).toBeLessThan(200);
    expect(source.stats().sampled).toBe(2);
  });

  it('when the stream is cut, stalls, or carries garbage, then the relay goes on and counts it', async () => {
    const { stream, source, messages } = await setUp({
      faults: [
        { frame: 3, kind: 'cut' },
        { frame: 8, kind: 'stall' },
        { frame: 12, kind: 'garbage' },
        { frame: 15, kind: 'wrong-length' },
        { frame: 18, kind: 'huge' },
      ],
    });
    const taken = await take(source, 22);
    expect(taken.every(isOneOfOurs)).toBe(true);
    expect(stream.connections()).toBe(3);
    expect(messages).toHaveLength(2);
    expect(messages[1]).toBe('no frame for 300 ms');
    expect(source.stats().skipped).toMatchObject({ 'too-large': 1 });
    expect(source.stats().skipped.malformed).toBeGreaterThanOrEqual(2);
  });

  it('when the camera asks for a password, then the one in the URL is used and never told', async () => {
    const credentials = { user: 'admin', password: 'p@ss:w/rd' };
    const { stream, source } = await setUp({ credentials });
    await source.close();
    const url = new URL(stream.url);
    url.username = credentials.user;
    url.password = encodeURIComponent(credentials.password);
    const { source: allowed } = await setUp({}, { streamUrl: url.href });
    expect(await take(allowed, 1)).toHaveLength(1);

    url.password = 'wrong';
    const { source: refused, messages } = await setUp({}, { streamUrl: url.href });
    const stop = new AbortController();
    const next = refused.next(stop.signal);
    await expect.poll(() => messages.length).toBeGreaterThan(1);
    stop.abort();
    expect(await next).toBeUndefined();
    expect(messages[0]).toBe('the camera answered 401');
  });

  it('when the answer is a redirect or no stream, then it is refused and tried again', async () => {
    const elsewhere = await startScriptedServer((_, number) =>
      number === 0
        ? { status: 302, headers: { location: 'http://127.0.0.1:9/' } }
        : { status: 200, body: {} },
    );
    closers.push(() => elsewhere.close());
    const { source, messages } = await setUp({}, { streamUrl: `${elsewhere.url}/stream` });
    const stop = new AbortController();
    const next = source.next(stop.signal);
    await expect.poll(() => messages.length).toBeGreaterThan(1);
    stop.abort();
    await next;
    expect(messages.slice(0, 2)).toEqual([
      'the camera answered 302',
      'the camera does not answer with a multipart/x-mixed-replace stream',
    ]);
  });

  it('when the URL is no web address, then it is refused at once', () => {
    expect(() => relayStream({ streamUrl: 'rtsp://camera/' })).toThrow(TypeError);
    expect(() => relayStream({ streamUrl: 'camera' })).toThrow(TypeError);
  });

  it('when a camera relays a stream, then it posts at its own rate, not the stream’s', async () => {
    const { source } = await setUp();
    const ingest = await startScriptedServer(() => ({ status: 202 }));
    closers.push(() => ingest.close());
    const stop = new AbortController();
    const camera = createCamera({
      ingestUrl: ingest.url,
      deviceId: 'door-a1',
      key: Buffer.alloc(32, 1),
      framesPerSecond: 5,
      source,
    });
    const running = camera.run(stop.signal);
    await expect.poll(() => ingest.posts.length, { timeout: 5_000 }).toBeGreaterThanOrEqual(4);
    stop.abort();
    await running;
    expect(ingest.posts.every(({ body }) => isOneOfOurs(body))).toBe(true);
    const gaps = ingest.posts.slice(1).map(({ at }, index) => at - (ingest.posts[index]?.at ?? 0));
    expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeGreaterThan(150);
    expect(source.stats().frames).toBeGreaterThan(ingest.posts.length * 2);
  });
});
