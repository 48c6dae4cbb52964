import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatDeviceKey } from '@hadir/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestIngest, type TestIngest } from '../../../services/ingest/src/testing/test-ingest.ts';
import { buildCamera } from './build-firmware.ts';
import { type CameraFiles, makeCameraFiles, type PosixCamera, startPosixCamera } from './posix-camera.ts';
import { runHadir } from './run-hadir.ts';
import { doorScenes } from './scenes.ts';

const PASSWORD = 'correct horse battery';

let ingest: TestIngest;
let files: CameraFiles;
let posix: PosixCamera;
let port: string;

beforeAll(async () => {
  const [camera, scenes, started] = await Promise.all([buildCamera(), doorScenes(3), startTestIngest()]);
  ingest = started;
  files = await makeCameraFiles(scenes);
  const state = ['--state', join(files.folder, 'state')];
  posix = startPosixCamera({ camera, args: [...state, '--frames', files.frames, '--loop', '--console'] });
  port = String((await posix.until('console')).path);
}, 300_000);

afterAll(async () => {
  await posix?.stop();
  await ingest?.stop();
  await files?.remove();
});

/** Writes a secret where only a file is taken. */
async function secret(name: string, text: string): Promise<string> {
  const path = join(files.folder, name);
  await writeFile(path, `${text}\n`, { mode: 0o600 });
  return `@${path}`;
}

test('when a camera without a configuration is provisioned over its serial line, then it restarts and posts a frame', async () => {
  const device = await ingest.addDevice();
  const key = formatDeviceKey(device.key);
  const who = ['--device', device.id, '--key', await secret('device.key', key)];
  const server = new URL(ingest.url).origin;
  const where = ['--server', server, '--allow-http', '--wifi', `Hall:${await secret('wifi', PASSWORD)}`];
  const args = ['device', 'provision', '--port', port, ...who, ...where];
  const { code, stdout, stderr } = await runHadir([...args, '--json']);
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  expect(JSON.parse(stdout)).toMatchObject({ before: null, deviceId: device.id, server, networks: ['Hall'] });
  await posix.until('started', { deviceId: device.id, why: 'provisioned' });
  await posix.until('attempt', { status: 202 });
  expect(await ingest.queue.backlog()).toBe(1);
  const told = `${stdout}${stderr}${JSON.stringify(posix.events)}`;
  for (const hidden of [key, key.slice(4), PASSWORD]) expect(told).not.toContain(hidden);
});

test('when it is asked again, then it says who it is, and becomes another', async () => {
  const device = await ingest.addDevice();
  const who = ['--device', device.id, '--key', await secret('other.key', formatDeviceKey(device.key))];
  const where = ['--server', new URL(ingest.url).origin, '--allow-http', '--wifi', 'Open:'];
  const { stdout } = await runHadir(['device', 'provision', '--port', port, ...who, ...where, '--json']);
  const { before } = JSON.parse(stdout) as { before: string };
  expect(before).toBe(posix.of('started').at(0)?.deviceId);
  await posix.until('started', { deviceId: device.id });
});

test('when it is reset, then it has forgotten whom it was and posts no more', async () => {
  const { code } = await runHadir(['device', 'provision', '--port', port, '--reset', '--json']);
  expect(code).toBe(0);
  await posix.until('unconfigured');
  await expect(readFile(join(files.folder, 'state', 'config'))).rejects.toThrow('ENOENT');
});
