import { expect, test } from 'vitest';
import { createShortMemory } from './short-memory.ts';

test('when its time is over, then a value is forgotten', () => {
  let now = 0;
  const memory = createShortMemory<string>({ keptMs: 10, max: 5, now: () => now });
  memory.set('a', 'one');
  now = 9;
  expect(memory.get('a')).toBe('one');
  now = 10;
  expect(memory.get('a')).toBeUndefined();
});

test('when there are too many values, then the oldest is forgotten', () => {
  const memory = createShortMemory<number>({ keptMs: 10, max: 2, now: () => 0 });
  memory.set('a', 1);
  memory.set('b', 2);
  memory.set('a', 3);
  memory.set('c', 4);
  expect(['a', 'b', 'c'].map((key) => memory.get(key))).toEqual([3, undefined, 4]);
});
