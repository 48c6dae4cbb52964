import { createHash, randomUUID } from 'node:crypto';
import type { ExpressionShares } from '@hadir/domain';
import { closeRedis, createSigner, generateSecretKey, type Redis } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCountExpressions, PSEUDONYM_PURPOSE } from './count-expressions.ts';
import { openTestRedis } from './testing/open-redis.ts';

let redis: Redis;
beforeAll(async () => {
  redis = await openTestRedis();
});
afterAll(() => closeRedis(redis));

const happy: ExpressionShares = { happy: 0.8, neutral: 0.1, other: 0.1 };
const neutral: ExpressionShares = { happy: 0.1, neutral: 0.8, other: 0.1 };
const unclear: ExpressionShares = { happy: 0.4, neutral: 0.3, other: 0.3 };

const pseudonyms = createSigner(generateSecretKey('test'), PSEUDONYM_PURPOSE);

function counter() {
  const counted: string[] = [];
  const increment = async (_sessionId: string, label: string): Promise<void> => void counted.push(label);
  return { counted, count: createCountExpressions({ redis, pseudonyms, expressionCounts: { increment } }) };
}

function face(presentationId: string, expression: ExpressionShares | null, personId: string | null = 'ada') {
  const none = { candidate: null, runnerUp: null, margin: null, requiredMargin: 3 };
  return {
    identification: { ...none, personId, reason: personId ? 'match' : 'below-threshold' } as const,
    presence: { presentationId, liveness: null, signs: { live: null, expression }, samples: [] },
  };
}

test('when a person shows the same over frames, presentations and replicas, then they are counted once a session', async () => {
  const { counted, count } = counter();
  const other = createCountExpressions({
    redis,
    pseudonyms,
    expressionCounts: { increment: async (_id, label) => void counted.push(label) },
  });
  const [session, later] = [randomUUID(), randomUUID()];
  const show = (personId: string, shares = happy) => face(randomUUID(), shares, personId);
  await count(session, [show('ada'), show('budi')]);
  await other(session, [show('ada'), show('ada')]);
  expect(counted).toEqual(['happy', 'happy']);
  await count(session, [show('ada', neutral)]);
  await count(later, [show('ada')]);
  expect(counted).toEqual(['happy', 'happy', 'neutral', 'happy']);
});

test('when somebody is counted, then what is remembered names nobody and goes within hours', async () => {
  const { count } = counter();
  const [session, person] = [randomUUID(), randomUUID()];
  await count(session, [face(randomUUID(), happy, person)]);
  const key = `hadir:expressions:${session}:happy`;
  expect(await redis.smembers(key)).toHaveLength(1);
  const guessed = createHash('sha256').update(`${session}/happy/${person}`).digest('base64url');
  expect((await redis.smembers(key)).join()).not.toContain(person);
  expect(await redis.smembers(key)).not.toContain(guessed);
  const leftMs = await redis.pttl(key);
  expect(leftMs).toBeGreaterThan(3 * 3_600_000);
  expect(leftMs).toBeLessThanOrEqual(4 * 3_600_000);
});

test('when a face is unknown, or shows nothing clear, then nothing is counted', async () => {
  const { counted, count } = counter();
  await count('s', [face(randomUUID(), happy, null), face(randomUUID(), unclear), face(randomUUID(), null)]);
  expect(counted).toEqual([]);
});
