import { randomUUID } from 'node:crypto';
import { testRedisUrl } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRateLimit } from './rate-limit.ts';
import { closeRedis, createRedis, type Redis, redisReady } from './redis.ts';
import { quietLog } from './testing/quiet-log.ts';

let one: Redis;
let other: Redis;
beforeAll(async () => {
  [one, other] = [0, 1].map(() => createRedis(testRedisUrl(), { role: 'producer', log: quietLog })) as [
    Redis,
    Redis,
  ];
  await Promise.all([redisReady(one), redisReady(other)]);
});
afterAll(() => Promise.all([closeRedis(one), closeRedis(other)]));

const limits = (points = 3) => {
  const options = { name: `test-${randomUUID()}`, points, windowSeconds: 60 };
  return [createRateLimit(one, options), createRateLimit(other, options)] as const;
};

test('when two processes count, then they count together and refuse the same key only', async () => {
  const [here, there] = limits();
  const taken = [await here.take('a'), await there.take('a'), await here.take('a'), await there.take('a')];
  expect(taken.map(({ isAllowed }) => isAllowed)).toEqual([true, true, true, false]);
  expect(taken.map(({ used }) => used)).toEqual([1, 2, 3, 4]);
  expect(taken[3]?.retryAfterSeconds).toBeGreaterThan(50);
  expect((await here.take('b')).isAllowed).toBe(true);
});

test('when many take at once, then no more than the limit are allowed', async () => {
  const [here, there] = limits();
  const taken = await Promise.all(
    Array.from({ length: 20 }, (_, turn) => (turn % 2 ? here : there).take('a')),
  );
  expect(taken.filter(({ isAllowed }) => isAllowed)).toHaveLength(3);
});

test('when a key is blocked, then tries make the wait no longer; when it is forgotten, all is allowed again', async () => {
  const [here, there] = limits();
  await here.block('a', 30);
  for (let tries = 0; tries < 5; tries += 1) {
    const { isAllowed, retryAfterSeconds } = await there.take('a');
    expect(isAllowed).toBe(false);
    expect(retryAfterSeconds).toBeLessThanOrEqual(30);
  }
  await here.forget('a');
  expect((await there.take('a')).isAllowed).toBe(true);
});

test('when a use is given back, then it may be taken again', async () => {
  const [here] = limits(1);
  expect((await here.take('a')).isAllowed).toBe(true);
  await here.giveBack('a');
  expect((await here.take('a')).isAllowed).toBe(true);
  expect((await here.take('a')).isAllowed).toBe(false);
});
