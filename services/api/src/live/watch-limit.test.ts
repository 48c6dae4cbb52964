import { expect, test } from 'vitest';
import { createWatchLimit } from './watch-limit.ts';

test('when one has as many pages as are allowed, then another must wait until one goes, and others need not', () => {
  const limit = createWatchLimit({ ofActor: 2 });
  const leave = limit.enter('a');
  limit.enter('a');
  expect(() => limit.enter('a')).toThrow(/at most 2 pages/);
  limit.enter('b');
  leave();
  leave();
  limit.enter('a');
  expect(() => limit.enter('a')).toThrow(/at most 2 pages/);
});

test('when the process has as many as it bears, then everybody must wait', () => {
  const limit = createWatchLimit({ ofProcess: 2 });
  const leave = limit.enter('a');
  limit.enter('b');
  expect(() => limit.enter('c')).toThrow(/too many pages/);
  leave();
  limit.enter('c');
});
