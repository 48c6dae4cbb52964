import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCliProcess } from '../../testing/spawn-cli.ts';

const require = createRequire(import.meta.url);
let folder: string;

/** Six "people" of two equal photos each: the central face of six group photos. The first three are enrolled. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hadir-cli-fusion-'));
  for (const number of [1, 2, 3, 4, 5, 6]) {
    const photo = require.resolve(`@vladmandic/face-api/demo/sample${number}.jpg`);
    await mkdir(join(folder, 'faces', `s${number}`), { recursive: true });
    for (const name of ['a.jpg', 'b.jpg']) await copyFile(photo, join(folder, 'faces', `s${number}`, name));
  }
});
afterAll(() => rm(folder, { recursive: true }));

test('when a fusion is learned from a folder, then the file says from whom, and an evaluation takes it', async () => {
  const [faces, out] = [join(folder, 'faces'), join(folder, 'fusion.json')];
  const input = ['--faces', faces, '--layout', 'folders', '--enrol', '1', '--conditions', 'clean'];
  const learned = await runCliProcess(['fusion', 'learn', ...input, '--name', 'six', '--out', out]);
  expect(learned.stderr).toBe('');
  expect(learned).toMatchObject({ code: 0, stdout: expect.stringContaining(`Written to`) });
  const { calibration, provenance } = JSON.parse(await readFile(out, 'utf8'));
  expect(provenance).toMatchObject({ dataSet: 'six', conditions: ['clean'] });
  expect(provenance.people.training + provenance.people.heldOut).toBe(3);
  expect(provenance.strangers.training + provenance.strangers.heldOut).toBeGreaterThan(0);
  expect(calibration.threshold).toBeGreaterThan(0);
  const args = ['evaluate', '--engine', 'fused', ...input, '--json'];
  const evaluated = await runCliProcess(args, { FUSION_FILE: out });
  expect(evaluated).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(evaluated.stdout)).toMatchObject({ engine: 'fused', rank1: 1 });
}, 120_000);
