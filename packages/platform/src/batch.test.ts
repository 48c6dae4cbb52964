import { expect, test } from 'vitest';
import { createBatch } from './batch.ts';

/** A batch whose sendings the test ends one by one. */
function setUp(maxItems = 10) {
  const sent: number[][] = [];
  const ends: ((error?: Error) => void)[] = [];
  const send = (items: readonly number[]): Promise<number[]> => {
    sent.push([...items]);
    return new Promise((resolve, reject) => {
      ends.push((error) => (error ? reject(error) : resolve(items.map((item) => item * 10))));
    });
  };
  const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  return { add: createBatch(send, maxItems), sent, ends, turn };
}

test('when items come in one turn, then they are sent together and each gets its own result', async () => {
  const { add, sent, ends, turn } = setUp();
  const results = Promise.all([add(1), add(2), add(3)]);
  await turn();
  expect(sent).toEqual([[1, 2, 3]]);
  ends[0]?.();
  expect(await results).toEqual([10, 20, 30]);
});

test('when items come while others are on their way, then they wait for those and go together', async () => {
  const { add, sent, ends, turn } = setUp(2);
  const first = add(1);
  await turn();
  const later = Promise.all([add(2), add(3), add(4)]);
  await turn();
  expect(sent).toEqual([[1]]);
  ends[0]?.();
  expect(await first).toBe(10);
  await turn();
  expect(sent).toEqual([[1], [2, 3]]);
  ends[1]?.();
  await turn();
  ends[2]?.();
  expect(await later).toEqual([20, 30, 40]);
});

test('when sending fails, then its items fail and later ones are sent', async () => {
  const { add, ends, turn } = setUp();
  const failed = Promise.allSettled([add(1), add(2)]);
  await turn();
  ends[0]?.(new Error('away'));
  expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = add(3);
  await turn();
  ends[1]?.();
  expect(await next).toBe(30);
});
