import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EvaluationError } from './evaluation-error.ts';
import { readLivenessDataset } from './liveness-dataset.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hadir-liveness-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function file(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), '');
  }
}

test('when there are recordings, then each folder is one, its frames in natural order', async () => {
  file('genuine/ada/10.jpg', 'genuine/ada/9.jpg', 'genuine/ada/notes.txt', 'attacks/print/ada-1/1.png');
  expect(await readLivenessDataset(dir)).toEqual({
    recordings: [
      {
        kind: 'genuine',
        type: 'recorded',
        name: 'ada',
        files: [join(dir, 'genuine/ada/9.jpg'), join(dir, 'genuine/ada/10.jpg')],
      },
      { kind: 'attack', type: 'print', name: 'ada-1', files: [join(dir, 'attacks/print/ada-1/1.png')] },
    ],
  });
});

test.each(['known/ada/1.jpg', 'ada/1.jpg'])(
  'when there is the photo %s, then ada can be drawn',
  async (photo) => {
    file(photo, 'protocol.json');
    expect(await readLivenessDataset(dir)).toEqual({ people: [{ name: 'ada', files: [join(dir, photo)] }] });
  },
);

test.each([
  ['nothing', []],
  ['recordings without images', ['genuine/ada/notes.txt']],
])('when there is %s, then the error says what is missing', async (_, files) => {
  file(...files);
  await expect(readLivenessDataset(dir)).rejects.toBeInstanceOf(EvaluationError);
});
