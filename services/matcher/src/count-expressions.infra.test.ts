import { randomUUID } from 'node:crypto';
import type { ExpressionShares } from '@hadir/domain';
import { closeRedis, type Redis } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCountExpressions } from './count-expressions.ts';
import { openTestRedis } from './testing/open-redis.ts';

let redis: Redis;
beforeAll(async () => {
  redis = await openTestRedis();
});
afterAll(() => closeRedis(redis));

const happy: ExpressionShares = { happy: 0.8, neutral: 0.1, other: 0.1 };
const unclear: ExpressionShares = { happy: 0.4, neutral: 0.3, other: 0.3 };

function counter() {
  const counted: string[] = [];
  const increment = async (_sessionId: string, label: string): Promise<void> => void counted.push(label);
  return { counted, count: createCountExpressions({ redis, expressionCounts: { increment } }) };
}

function face(presentationId: string, expression: ExpressionShares | null, personId: string | null = 'ada') {
  const none = { candidate: null, runnerUp: null, margin: null, requiredMargin: 3 };
  return {
    identification: { ...none, personId, reason: personId ? 'match' : 'below-threshold' } as const,
    presence: { presentationId, liveness: null, signs: { live: null, expression }, samples: [] },
  };
}

test('when a presentation shows the same over frames and replicas, then it is counted once', async () => {
  const { counted, count } = counter();
  const other = createCountExpressions({
    redis,
    expressionCounts: { increment: async (_id, label) => void counted.push(label) },
  });
  const [one, two] = [randomUUID(), randomUUID()];
  await count('s', [face(one, happy), face(two, happy)]);
  await other('s', [face(one, happy)]);
  expect(counted).toEqual(['happy', 'happy']);
});

test('when a face is unknown, or shows nothing clear, then nothing is counted', async () => {
  const { counted, count } = counter();
  await count('s', [face(randomUUID(), happy, null), face(randomUUID(), unclear), face(randomUUID(), null)]);
  expect(counted).toEqual([]);
});
