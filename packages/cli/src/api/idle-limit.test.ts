import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { withIdleLimit } from './idle-limit.ts';

test('when chunks come in time, then all of them are taken however long it lasts and whoever takes them rests', async () => {
  let left = 5;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      left -= 1;
      await sleep(20);
      if (left < 0) controller.close();
      else controller.enqueue(Uint8Array.of(left));
    },
  });
  const taken: number[] = [];
  for await (const [first = -1] of withIdleLimit(body, 500)) {
    taken.push(first);
    if (first === 3) await sleep(600);
  }
  expect(taken).toEqual([4, 3, 2, 1, 0]);
});

test('when nothing comes any more, then it ends with an error and lets go of the body', async () => {
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(Uint8Array.of(1)),
    cancel() {
      isCancelled = true;
    },
  });
  const chunks = withIdleLimit(body, 50);
  expect((await chunks.next()).value).toEqual(Uint8Array.of(1));
  await expect(chunks.next()).rejects.toThrow('nothing came');
  expect(isCancelled).toBe(true);
});
