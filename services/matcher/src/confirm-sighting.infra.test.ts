import { randomUUID } from 'node:crypto';
import { confirm, sightingWeight, type WeighedSighting } from '@hadir/domain';
import { testRedisUrl } from '@hadir/local-stack/testing';
import { closeRedis, createLog, createRedis, type Redis, redisReady } from '@hadir/platform';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createConfirmSighting } from './confirm-sighting.ts';

let redis: Redis;

beforeAll(async () => {
  redis = createRedis(testRedisUrl(), {
    role: 'producer',
    log: createLog({ service: 'test', level: 'error' }),
  });
  await redisReady(redis);
});

afterAll(() => closeRedis(redis));

const START_MS = Date.parse('2026-03-02T01:00:00Z');
const rule = { sightings: 3, windowMs: 10_000 };

function somebody(given = rule) {
  const ids = { sessionId: randomUUID(), studentId: randomUUID() };
  const confirmSighting = createConfirmSighting(redis, given);
  return {
    key: `hadir:sightings:${ids.sessionId}:${ids.studentId}`,
    seen: (frameId: string, atMs: number, quality = 1) =>
      confirmSighting({ ...ids, frameId, faceNumber: 0, capturedAt: new Date(START_MS + atMs), quality }),
  };
}

test('when the third frame within the window comes, then the sightings are confirmed', async () => {
  const { seen } = somebody();
  expect((await seen('door-1', 0)).confirmed).toBe(false);
  expect((await seen('door-2', 4_000)).confirmed).toBe(false);
  expect(await seen('door-3', 10_000)).toEqual({
    confirmed: true,
    weight: 3,
    firstSeenMs: START_MS,
    lastSeenMs: START_MS + 10_000,
  });
});

test.each([
  [1, [true, true]],
  [2, [false, true]],
  [null, [false, false, true]],
])(
  'when a session asks for %s sightings, then that goes before what the deployment asks for',
  async (requiredSightings, confirmed) => {
    const ids = { sessionId: randomUUID(), studentId: randomUUID() };
    const confirmSighting = createConfirmSighting(redis, rule);
    for (const [at, expected] of confirmed.entries()) {
      const face = { frameId: `door-${at}`, faceNumber: 0, capturedAt: new Date(START_MS + at), quality: 1 };
      expect((await confirmSighting({ ...ids, ...face, requiredSightings })).confirmed).toBe(expected);
    }
  },
);

test('when one frame is delivered three times, then it counts once', async () => {
  const { seen } = somebody();
  for (let delivery = 0; delivery < 3; delivery += 1) {
    expect(await seen('door-1', 0)).toEqual({ confirmed: false, weight: 1 });
  }
});

test('when faces are poor, then it takes more frames, and a frame done again counts for what it is worth now', async () => {
  const { seen } = somebody();
  for (let frame = 1; frame < 6; frame += 1)
    expect((await seen(`door-${frame}`, 0, 0.25)).confirmed).toBe(false);
  expect(await seen('door-5', 0, 0.25)).toEqual({ confirmed: false, weight: 2.5 });
  expect(await seen('door-5', 0, 0.5)).toMatchObject({ confirmed: true, weight: 3 });
});

test('when two cameras see the person at the same instant, then both frames count', async () => {
  const { seen } = somebody();
  await seen('door-1', 0);
  await seen('desk-1', 0);
  expect((await seen('door-2', 500)).confirmed).toBe(true);
});

test('when the middle frame comes an hour late, then it confirms what it closes', async () => {
  const { seen } = somebody();
  await seen('door-1', 0);
  await seen('door-3', 8_000);
  await seen('door-9', 3_600_000);
  expect(await seen('door-2', 4_000)).toMatchObject({
    confirmed: true,
    firstSeenMs: START_MS,
    lastSeenMs: START_MS + 8_000,
  });
});

test('when two people are seen, then their sightings do not add up', async () => {
  const [ada, budi] = [somebody(), somebody()];
  await ada.seen('door-1', 0);
  await budi.seen('door-2', 500);
  expect((await ada.seen('door-3', 1000)).confirmed).toBe(false);
});

test('when a frame is done again and its face is now another person, then it no longer counts for the former', async () => {
  const sessionId = randomUUID();
  const [ada, budi] = [randomUUID(), randomUUID()];
  const confirmSighting = createConfirmSighting(redis, rule);
  const seen = (studentId: string, frameId: string, faceNumber = 0) =>
    confirmSighting({
      sessionId,
      studentId,
      frameId,
      faceNumber,
      capturedAt: new Date(START_MS),
      quality: 1,
    });
  await seen(ada, 'door-1');
  await seen(ada, 'door-2');
  await seen(budi, 'door-2');
  await seen(budi, 'door-1', 1);
  expect(await seen(ada, 'door-3')).toEqual({ confirmed: false, weight: 2 });
  expect(await redis.zrange(`hadir:sightings:${sessionId}:${budi}`, 0, '-1')).toEqual(['door-1', 'door-2']);
});

test('when a frame is done again and two faces are in another order, then it counts for both', async () => {
  const sessionId = randomUUID();
  const [ada, budi] = [randomUUID(), randomUUID()];
  const confirmSighting = createConfirmSighting(redis, rule);
  const seen = (studentId: string, faceNumber: number) =>
    confirmSighting({
      sessionId,
      studentId,
      frameId: 'door-1',
      faceNumber,
      capturedAt: new Date(START_MS),
      quality: 1,
    });
  await Promise.all([seen(ada, 0), seen(budi, 1)]);
  await Promise.all([seen(budi, 0), seen(ada, 1)]);
  for (const student of [ada, budi]) {
    expect(await redis.zrange(`hadir:sightings:${sessionId}:${student}`, 0, '-1')).toEqual(['door-1']);
  }
});

test('when someone stands before a fast camera for ten minutes, then the set stays small and is dropped in two days', async () => {
  const { key, seen } = somebody();
  for (let frame = 0; frame < 1200; frame += 1) await seen(`door-${frame}`, frame * 500);
  expect(await redis.zcard(key)).toBe(60 * 2 * rule.sightings);
  expect(await redis.pttl(key)).toBeGreaterThan(47 * 3_600_000);
  expect(await redis.pttl(key)).toBeLessThanOrEqual(48 * 3_600_000);
});

test('when a good frame comes among many poor ones, then it is kept and the set stays small', async () => {
  const { key, seen } = somebody();
  for (let frame = 0; frame < 400; frame += 1) await seen(`door-${frame}`, frame * 20, 0.1);
  expect(await redis.zcard(key)).toBe(8 * rule.sightings);
  expect(await redis.hlen(`${key}:weights`)).toBe(8 * rule.sightings);
  expect((await seen('door-good', 4_000)).confirmed).toBe(true);
  expect(await redis.pttl(`${key}:weights`)).toBeGreaterThan(47 * 3_600_000);
});

test('when frames come in any order and some twice, then it confirms as the rule does on all frames so far', async () => {
  const frames = fc.uniqueArray(
    fc.record({ id: fc.nat(999), atMs: fc.nat(60), quality: fc.constantFrom(0.1, 0.3, 0.4, 1) }),
    {
      selector: ({ id }) => id,
      minLength: 1,
      maxLength: 40,
    },
  );
  const given = fc.record({
    sightings: fc.integer({ min: 1, max: 4 }),
    windowMs: fc.integer({ min: 1, max: 15 }),
  });
  await fc.assert(
    fc.asyncProperty(frames, fc.array(fc.nat(39), { maxLength: 10 }), given, async (once, again, anyRule) => {
      const { key, seen } = somebody(anyRule);
      const deliveries = [...once, ...again.flatMap((index) => once[index] ?? [])];
      const soFar = new Map<number, WeighedSighting>();
      const found = { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
      const expected = { ...found };
      for (const { id, atMs, quality } of deliveries) {
        soFar.set(id, { atMs: START_MS + atMs, weight: sightingWeight(quality) });
        const [asRule, answer] = [
          confirm([...soFar.values()], START_MS + atMs, anyRule),
          await seen(`door-${id}`, atMs, quality),
        ];
        expect(answer.confirmed).toBe(asRule.confirmed);
        widen(found, answer);
        widen(expected, asRule);
        expect(found).toEqual(expected);
      }
      await redis.del(key, `${key}:weights`);
    }),
    { numRuns: 200 },
  );
}, 60_000);

/** As the database keeps them: the least first seen and the greatest last seen. */
function widen(
  seen: { first: number; last: number },
  answer: Awaited<ReturnType<ReturnType<typeof somebody>['seen']>>,
): void {
  if (!answer.confirmed) return;
  seen.first = Math.min(seen.first, answer.firstSeenMs);
  seen.last = Math.max(seen.last, answer.lastSeenMs);
}
