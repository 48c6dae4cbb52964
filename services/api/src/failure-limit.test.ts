import { expect, test } from 'vitest';
import { createFailureLimit } from './failure-limit.ts';

test('when the minute is over, then an address may try again', () => {
  let now = 0;
  const limit = createFailureLimit(() => now);
  for (let failures = 0; failures < 30; failures += 1) {
    limit.check('a');
    limit.count('a');
  }
  expect(() => limit.check('a')).toThrow(/too many/);
  expect(() => limit.check('b')).not.toThrow();
  now = 59_999;
  expect(() => limit.check('a')).toThrow();
  now = 60_000;
  expect(() => limit.check('a')).not.toThrow();
});

test('when very many addresses fail, then the oldest is forgotten and memory stays bounded', () => {
  const limit = createFailureLimit(() => 0);
  for (let failures = 0; failures < 30; failures += 1) limit.count('first');
  for (let address = 0; address < 10_000; address += 1) limit.count(String(address));
  expect(() => limit.check('first')).not.toThrow();
});
