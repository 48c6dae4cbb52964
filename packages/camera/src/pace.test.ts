import { expect, test } from 'vitest';
import { createPace, type Pace } from './pace.ts';

const signal = AbortSignal.timeout(20_000);

async function gaps(pace: Pace, frames: number, intervalMs: number): Promise<number[]> {
  const times: number[] = [];
  for (let frame = 0; frame < frames; frame++) {
    await pace.due(signal);
    times.push(performance.now());
    pace.next(intervalMs);
  }
  return times.slice(1).map((time, at) => time - (times[at] ?? time));
}

test('when nothing is asked, then the first frame is due at once and the others after the interval', async () => {
  const [gap = 0] = await gaps(createPace(), 2, 60);
  expect(gap).toBeGreaterThan(50);
});

test('when a burst is asked while the camera waits long, then its frames follow at once and then it waits again', async () => {
  const pace = createPace();
  await pace.due(signal);
  pace.next(60_000);
  const waiting = pace.due(signal);
  const asked = performance.now();
  pace.burst({ frames: 3, intervalMs: 50 });
  await waiting;
  expect(performance.now() - asked).toBeLessThan(1000);
  pace.next(60_000);
  const within = await gaps(pace, 2, 60_000);
  expect(within[0]).toBeGreaterThan(40);
  expect(within[0]).toBeLessThan(5000);
  const stopped = new AbortController();
  let over = false;
  const resting = pace.due(stopped.signal).then(() => {
    over = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(over).toBe(false);
  stopped.abort();
  await resting;
});
