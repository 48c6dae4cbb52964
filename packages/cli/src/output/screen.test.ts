import { expect, test } from 'vitest';
import { createScreen } from './screen.ts';

function fakeStream(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, columns: 80, rows: 5, written, write: (text: string) => written.push(text) };
}

test('when stdout is a terminal, then a redraw takes the place of the one before and fits into the window', () => {
  const stdout = fakeStream(true);
  const screen = createScreen(stdout, fakeStream(true));
  screen.redraw('a\nb');
  screen.redraw('1\n2\n3\n4\n5\n6');
  expect(stdout.written).toEqual(['a\nb\n', '\u001b[2A\u001b[J1\n2\n3\n4\n']);
});

test('when stdout is no terminal, then nothing is redrawn and lines are never cut', () => {
  const stdout = fakeStream(false);
  const screen = createScreen(stdout, fakeStream(false));
  screen.redraw('a');
  expect(stdout.written).toEqual([]);
  expect(screen.width).toBe(Number.POSITIVE_INFINITY);
});

test('when progress was shown, then it is wiped before the next line', () => {
  const stderr = fakeStream(true);
  const screen = createScreen(fakeStream(true), stderr);
  screen.progress('1 of 2');
  screen.note('done');
  expect(stderr.written).toEqual(['\r\u001b[K1 of 2', '\r\u001b[K', 'done\n']);
});
