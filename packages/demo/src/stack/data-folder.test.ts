import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeDataFolder } from './data-folder.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hadir-folder-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('when a living process has the folder, then another is told so and what it can do', () => {
  takeDataFolder(dir);
  expect(() => takeDataFolder(dir)).toThrow(new RegExp(`runs already .* \\(process ${process.pid}\\)`));
});

test('when it was given back, then it can be taken again', () => {
  const giveBack = takeDataFolder(dir);
  giveBack();
  expect(() => takeDataFolder(dir)).not.toThrow();
});

test.each([
  ['a process that is gone', '4194305 1'],
  ['a process whose number is used again', `${process.pid} 1`],
  ['nobody who can be read', 'what'],
])('when it was last taken by %s, then it can be taken', (_, content) => {
  writeFileSync(join(dir, 'running'), content);
  expect(() => takeDataFolder(dir)).not.toThrow();
});
