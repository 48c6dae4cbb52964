import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCliProcess } from '../../testing/spawn-cli.ts';

const require = createRequire(import.meta.url);
let faces: string;

/** Three "people" of two equal photos each: the central face of three group photos. The first two are enrolled. */
beforeAll(async () => {
  faces = await mkdtemp(join(tmpdir(), 'hadir-cli-faces-'));
  for (const number of [1, 2, 6]) {
    const photo = require.resolve(`@vladmandic/face-api/demo/sample${number}.jpg`);
    await mkdir(join(faces, `s${number}`));
    for (const name of ['a.jpg', 'b.jpg']) await copyFile(photo, join(faces, `s${number}`, name));
  }
});
afterAll(() => rm(faces, { recursive: true }));

test('when a folder is evaluated, then the report counts every probe and the same photo is recognised', async () => {
  const { code, stdout, stderr } = await runCliProcess([
    ...['evaluate', '--engine', 'sift', '--faces', faces, '--layout', 'folders', '--enrol', '1', '--json'],
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({
    engine: 'sift',
    enrolled: { people: 2, photos: 2, missed: 0 },
    known: { probes: 2, missed: 0 },
    strangers: { probes: 2 },
    rank1: 1,
  });
  expect(report.operatingPoints.map(({ at }: { at: string }) => at)).toEqual([
    'FPIR 1 %',
    'no stranger accepted',
  ]);
}, 60_000);

test.each([
  ['a folder that is not there', ['--faces', '/nowhere'], 1],
  ['an engine that is none', ['--faces', '/nowhere', '--engine', 'eigenfaces'], 2],
  ['a condition that is none', ['--faces', '/nowhere', '--engine', 'sift', '--conditions', 'fog'], 1],
  ['a layout that is none', ['--faces', '/nowhere', '--layout', 'flat'], 2],
])('when given %s, then it is told in one line with the fix', async (_, args, code) => {
  const ended = await runCliProcess(['evaluate', ...args]);
  expect(ended.code).toBe(code);
  expect(ended.stderr).toMatch(/^hadir: .+\n {2}.+\n$/);
});
