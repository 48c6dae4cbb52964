import { expect, test } from 'vitest';
import { retry } from './retry.ts';

test('when a unit fails and may run again, then it does until it succeeds', async () => {
  let runs = 0;
  const unit = async () => {
    runs += 1;
    if (runs < 3) throw new Error('deadlock');
    return runs;
  };
  expect(await retry(unit, () => true)).toBe(3);
});

test('when a unit keeps failing, then the sixth failure is thrown', async () => {
  let runs = 0;
  const unit = () => Promise.reject(new Error(`deadlock ${++runs}`));
  await expect(retry(unit, () => true)).rejects.toThrow('deadlock 6');
  expect(runs).toBe(6);
});

test('when a unit must not run again, then its first failure is thrown', async () => {
  let runs = 0;
  const unit = () => Promise.reject(new Error(`wrong ${++runs}`));
  await expect(retry(unit, () => false)).rejects.toThrow('wrong 1');
});
