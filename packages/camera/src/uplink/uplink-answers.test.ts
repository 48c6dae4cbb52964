import { wireHeaders } from '@hadir/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import type { ScriptedAnswer } from '../testing/index.ts';
import { accepted, closeServers, frame, refusal, setUp, textOf, verify } from '../testing/uplink-setup.ts';
import { createDeviceClock } from './device-clock.ts';

afterEach(closeServers);

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

  it('when a 401 tells the time that the clock has already, then the clock is left alone and the camera holds', async () => {
    const { uplink, waits, finish } = await setUp([
      refusal(401, 'bad-signature', { serverTimeMs: Date.now() + 5_000 }),
    ]);
    uplink.push(frame('a'));
    await finish();
    expect(waits).toEqual([120]);
    expect(uplink.stats()).toMatchObject({ accepted: 1, retries: 1 });
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
