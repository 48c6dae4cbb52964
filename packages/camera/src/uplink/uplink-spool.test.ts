import { wireHeaders } from '@hadir/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { closeServers, frame, setUp, verify } from '../testing/uplink-setup.ts';
import { createDeviceClock } from './device-clock.ts';

afterEach(closeServers);

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
