import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCliProcess } from '../../testing/spawn-cli.ts';

let recordings: string;

/** A "presentation" of four times the same photo: nothing in it moves. */
beforeAll(async () => {
  recordings = await mkdtemp(join(tmpdir(), 'hadir-cli-liveness-'));
  const photo = createRequire(import.meta.url).resolve('@vladmandic/face-api/demo/sample6.jpg');
  await mkdir(join(recordings, 'attacks/print/ada'), { recursive: true });
  for (const name of ['1.jpg', '2.jpg', '3.jpg', '4.jpg']) {
    await copyFile(photo, join(recordings, 'attacks/print/ada', name));
  }
});
afterAll(() => rm(recordings, { recursive: true }));

test('when recordings are judged, then the report has APCER of each type of attack', async () => {
  const { code, stdout, stderr } = await runCliProcess(['evaluate', '--liveness', recordings, '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    genuine: [],
    attacks: [{ type: 'print', simulated: false, presentations: 1, live: 0, apcer: { value: 0 } }],
  });
}, 60_000);

test('when the folder holds neither recordings nor photos, then it is told in one line with the fix', async () => {
  const ended = await runCliProcess(['evaluate', '--liveness', '/nowhere']);
  expect(ended.code).toBe(1);
  expect(ended.stderr).toMatch(/^hadir: .+genuine\/NAME.+\n {2}.+\n$/);
});
