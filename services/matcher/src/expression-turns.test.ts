import { expect, test } from 'vitest';
import { createExpressionTurns } from './expression-turns.ts';

test('when frames of a presentation follow each other, then one of three seconds is looked at, and that one again if it is taken again', () => {
  const isTurn = createExpressionTurns();
  const frames = [0, 100, 2999, 3000, 3000, 3100, 2900, 6000];
  expect(frames.map((atMs) => isTurn('a', atMs))).toEqual([
    true,
    false,
    false,
    true,
    true,
    false,
    false,
    true,
  ]);
  expect(isTurn('b', 3100)).toBe(true);
});

test('when a thousand others came since, then a presentation is forgotten', () => {
  const isTurn = createExpressionTurns();
  isTurn('a', 0);
  for (let other = 0; other < 1000; other += 1) isTurn(`${other}`, 0);
  expect(isTurn('a', 1)).toBe(true);
});
