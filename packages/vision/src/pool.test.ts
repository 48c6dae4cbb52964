import { expect, it } from 'vitest';
import { createPool } from './pool.ts';

it('when more come than there are things, then each is lent to one at a time and all are served', async () => {
  let made = 0;
  const pool = createPool(2, () => ({ id: made++, users: 0 }));
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      pool.use(async (thing) => {
        thing.users++;
        await new Promise(setImmediate);
        const alone = thing.users === 1;
        thing.users--;
        return { at, alone };
      }),
    ),
  );
  expect(results).toEqual(Array.from({ length: 20 }, (_, at) => ({ at, alone: true })));
  expect(made).toBe(2);
});

it('when work fails, then the thing is given back', async () => {
  const pool = createPool(1, () => 'thing');
  await expect(pool.use(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(pool.use(async (thing) => thing)).resolves.toBe('thing');
});
