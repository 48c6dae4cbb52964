import { createHmac } from 'node:crypto';
import { FRAMES_PATH, sha256Hex, signingString, wireHeaders } from '@hadir/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { type ReceivedPost, type ScriptedAnswer, startScriptedServer } from '../testing/index.ts';
import { createDeviceClock } from './device-clock.ts';
import { createUplink, type UplinkOptions } from './uplink.ts';
import type { FrameEvent } from './uplink-events.ts';

const key = Buffer.alloc(32, 7);
const deviceId = 'door-a1';
const bootId = '0123456789abcdef';
const jpeg = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.from(text)]);
const frame = (text: string, ageMs = 0) => ({ jpeg: jpeg(text), ageMs, people: [text] });
const textOf = ({ body }: ReceivedPost): string => body.subarray(2).toString();
const accepted = (intervalMs = 500): ScriptedAnswer => ({
  status: 202,
  body: { frameId: `${deviceId}-${bootId}-1`, serverTimeMs: 1_800_000_000_000, intervalMs, recent: [] },
});
const refusal = (status: number, code: string, more = {}): ScriptedAnswer => ({
  status,
  body: { error: { code, message: '' }, ...more },
});

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function setUp(answers: readonly ScriptedAnswer[], options: Partial<UplinkOptions> = {}) {
  const server = await startScriptedServer((_, number) => answers[number] ?? accepted());
  closers.push(() => server.close());
  const events: FrameEvent[] = [];
  const waits: number[] = [];
  const uplink = createUplink({
    ingestUrl: server.url,
    deviceId,
    key,
    bootId,
    backoffMs: { first: 20, longest: 120 },
    random: () => 0,
    onFrame: (event) => events.push(event),
    onRetry: ({ waitMs }) => waits.push(waitMs),
    ...options,
  });
  const finish = async () => {
    uplink.finish();
    await uplink.run(AbortSignal.timeout(20_000));
  };
  return { server, uplink, events, waits, finish };
}

function verify({ headers, body }: ReceivedPost): boolean {
  const text = signingString({
    deviceId: String(headers[wireHeaders.deviceId]),
    bootId: String(headers[wireHeaders.bootId]),
    seq: Number(headers[wireHeaders.seq]),
    capturedAt: Number(headers[wireHeaders.capturedAt]),
    capturedMono: Number(headers[wireHeaders.capturedMono]),
    sentMono: Number(headers[wireHeaders.sentMono]),
    sha256: sha256Hex(body),
  });
  return headers[wireHeaders.signature] === `v1=${createHmac('sha256', key).update(text).digest('hex')}`;
}

describe('uplink: what it sends', () => {
  it('when frames are posted, then each is signed and numbered over one connection', async () => {
    const { server, uplink, events, finish } = await setUp([]);
    uplink.push(frame('a'));
    uplink.push(frame('b'));
    await finish();
    expect(server.posts.map(({ path }) => path)).toEqual([FRAMES_PATH, FRAMES_PATH]);
    expect(server.posts.map(verify)).toEqual([true, true]);
    expect(server.posts.map(({ headers }) => headers[wireHeaders.idempotencyKey])).toEqual([
      `${bootId}-1`,
      `${bootId}-2`,
    ]);
    expect(events).toMatchObject([
      { seq: 1, result: 'accepted', people: ['a'], attempts: 1, frameId: `${deviceId}-${bootId}-1` },
      { seq: 2, result: 'accepted', people: ['b'], attempts: 1 },
    ]);
    expect(uplink.stats()).toEqual({
      captured: 2,
      accepted: 2,
      duplicates: 0,
      dropped: {},
      retries: 0,
      waiting: 0,
    });
    expect(uplink.intervalMs()).toBe(500);
  });

  it('when a frame is old already, then its capture lies as far back as it is old', async () => {
    let mono = 5_000;
    const clock = createDeviceClock({ now: () => 1_700_000_000_000, monoMs: () => mono });
    const { server, uplink, finish } = await setUp([], { clock });
    mono += 1_000;
    uplink.push(frame('a', 250));
    mono += 40;
    await finish();
    expect(server.posts[0]?.headers).toMatchObject({
      [wireHeaders.capturedMono]: '5750',
      [wireHeaders.capturedAt]: '1700000000750',
      [wireHeaders.sentMono]: '6040',
    });
  });

  it('when the device is in bearer mode, then it sends its key and no signature', async () => {
    const { server, uplink, finish } = await setUp([], { auth: 'bearer' });
    uplink.push(frame('a'));
    await finish();
    const headers = server.posts[0]?.headers ?? {};
    expect(headers.authorization).toBe(`Bearer hdk_${key.toString('base64url')}`);
    expect(headers[wireHeaders.deviceId]).toBe(deviceId);
    expect(headers).not.toHaveProperty(wireHeaders.signature);
    expect(headers).not.toHaveProperty(wireHeaders.seq);
  });

  it('when the form is multipart, then the frame is the file field "frame" and the signature covers its bytes', async () => {
    const { server, uplink, finish } = await setUp([], { form: 'multipart' });
    uplink.push(frame('a'));
    await finish();
    const post = server.posts[0];
    const form = await new Response(post?.body, {
      headers: { 'content-type': String(post?.headers['content-type']) },
    }).formData();
    const file = form.get('frame');
    expect(file).toBeInstanceOf(File);
    const body = Buffer.from(await (file as File).arrayBuffer());
    expect(body).toEqual(jpeg('a'));
    expect(post && verify({ ...post, body })).toBe(true);
  });
});

describe('uplink: what it makes of answers', () => {
  it('when the server already has the frame, then it counts as a duplicate', async () => {
    const { uplink, finish } = await setUp([{ status: 200 }]);
    uplink.push(frame('a'));
    await finish();
    expect(uplink.stats()).toMatchObject({ accepted: 0, duplicates: 1 });
  });

  it.each([
    [400, 'malformed'],
    [409, 'conflict'],
    [413, 'too-large'],
    [415, 'not-a-jpeg'],
    [422, 'truncated'],
  ])('when the answer is %i, then the frame is dropped and the next one goes out', async (status, reason) => {
    const { server, uplink, events, finish } = await setUp([refusal(status, 'no')]);
    uplink.push(frame('a'));
    uplink.push(frame('b'));
    await finish();
    expect(server.posts.map(textOf)).toEqual(['a', 'b']);
    expect(uplink.stats()).toMatchObject({ accepted: 1, dropped: { [reason]: 1 }, retries: 0 });
    expect(events.map(({ result }) => result)).toEqual([reason, 'accepted']);
  });

  it('when a frame arrives damaged each time, then it is sent three times in all and dropped', async () => {
    const damaged = refusal(422, 'checksum-mismatch');
    const { server, uplink, finish } = await setUp([damaged, damaged, damaged, accepted()]);
    uplink.push(frame('a'));
    await finish();
    expect(server.posts.map(textOf)).toEqual(['a', 'a', 'a']);
    expect(uplink.stats()).toMatchObject({ dropped: { checksum: 1 }, retries: 2 });
  });

  it('when a 401 tells the time, then the clock is set and the frame signed anew at once', async () => {
    const serverTimeMs = 1_900_000_000_000;
    const clock = createDeviceClock({ now: () => 1_000 });
    const { server, uplink, waits, finish } = await setUp([refusal(401, 'clock-skew', { serverTimeMs })], {
      clock,
    });
    uplink.push(frame('a'));
    await finish();
    expect(server.posts.map(verify)).toEqual([true, true]);
    const capturedAt = Number(server.posts[1]?.headers[wireHeaders.capturedAt]);
    expect(Math.abs(capturedAt - serverTimeMs)).toBeLessThan(2_000);
    expect(waits).toEqual([0]);
    expect(uplink.stats()).toMatchObject({ accepted: 1, retries: 1 });
  });

  it('when the device is refused although its clock was set, then it holds at the longest back-off', async () => {
    const unknown = refusal(401, 'unauthenticated', { serverTimeMs: 1_900_000_000_000 });
    const { uplink, waits, finish } = await setUp([unknown, unknown, unknown, refusal(403, 'forbidden')]);
    uplink.push(frame('a'));
    await finish();
    expect(waits).toEqual([0, 120, 120, 120]);
    expect(uplink.stats()).toMatchObject({ accepted: 1, retries: 4 });
  });

  it('when Retry-After is given, then nothing is sent before it is over', async () => {
    const { server, uplink, finish } = await setUp([{ status: 429, headers: { 'retry-after': '1' } }]);
    uplink.push(frame('a'));
    uplink.push(frame('b'));
    await finish();
    const [first, second] = server.posts;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(995);
    expect(uplink.stats()).toMatchObject({ accepted: 2, retries: 1 });
  });

  it('when the server fails, breaks off or redirects, then the waits grow and the frame is kept', async () => {
    const redirect: ScriptedAnswer = { status: 308, headers: { location: 'http://127.0.0.1:9/' } };
    const { server, uplink, waits, finish } = await setUp([
      { status: 500 },
      'reset',
      redirect,
      { status: 503 },
    ]);
    uplink.push(frame('a'));
    await finish();
    expect(waits.filter((ms) => ms > 0)).toEqual([20, 40, 80, 120].slice(0, waits.length));
    expect(server.posts.length).toBeGreaterThanOrEqual(5);
    expect(uplink.stats()).toMatchObject({ accepted: 1, dropped: {} });
  });

  it('when the server is silent, then the attempt ends at the timeout and the frame is sent again', async () => {
    const { server, uplink, events, finish } = await setUp(['silence'], { timeoutMs: 150 });
    uplink.push(frame('a'));
    await finish();
    expect(server.posts).toHaveLength(2);
    expect(events).toMatchObject([{ result: 'accepted', attempts: 2 }]);
    expect(events[0]?.latencyMs).toBeGreaterThanOrEqual(150);
  });
});

describe('uplink: its clock and its spool', () => {
  it('when the clock is unset, then capturedAt is 0 until an answer tells the time', async () => {
    const clock = createDeviceClock({ set: false });
    const { server, uplink, finish } = await setUp([], { clock });
    uplink.push(frame('a'));
    uplink.push(frame('b'));
    await finish();
    const times = server.posts.map(({ headers }) => Number(headers[wireHeaders.capturedAt]));
    expect(times[0]).toBe(0);
    expect(Math.abs((times[1] ?? 0) - 1_800_000_000_000)).toBeLessThan(2_000);
    expect(server.posts.map(verify)).toEqual([true, true]);
  });

  it('when the spool overflows, then the newest frames stay, with their numbers, and the rest are counted', async () => {
    const { server, uplink, events, finish } = await setUp([], { spoolFrames: 3 });
    for (const text of ['a', 'b', 'c', 'd', 'e']) uplink.push(frame(text));
    await finish();
    expect(server.posts.map(({ headers }) => Number(headers[wireHeaders.seq])).sort()).toEqual([3, 4, 5]);
    expect(server.posts[0]?.headers[wireHeaders.dropped]).toBe('2');
    expect(uplink.stats()).toMatchObject({ captured: 5, accepted: 3, dropped: { 'spool-full': 2 } });
    expect(events.filter(({ result }) => result === 'spool-full')).toMatchObject([
      { seq: 1, postedAt: undefined, attempts: 0 },
      { seq: 2, postedAt: undefined, attempts: 0 },
    ]);
  });

  it('when it is stopped while the server is away, then it ends at once and what waits is counted', async () => {
    const { uplink } = await setUp(['silence', 'silence'], { timeoutMs: 10_000 });
    const stop = new AbortController();
    uplink.push(frame('a'));
    uplink.push(frame('b'));
    const running = uplink.run(stop.signal);
    await expect.poll(() => uplink.stats().waiting).toBe(2);
    const before = performance.now();
    stop.abort();
    await running;
    expect(performance.now() - before).toBeLessThan(1_000);
    expect(uplink.stats()).toMatchObject({ captured: 2, waiting: 2, retries: 0 });
  });
});
