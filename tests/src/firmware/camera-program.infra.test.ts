import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '@hadir/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCamera } from './build-firmware.ts';
import { type CameraFiles, makeCameraFiles, startPosixCamera } from './posix-camera.ts';
import { frameIdOf, type RawServer, startRawServer, wellSaid } from './raw-server.ts';
import { doorScenes } from './scenes.ts';

let camera: string;
let scenes: readonly Buffer[];
let files: CameraFiles;
let server: RawServer;

beforeAll(async () => {
  [camera, scenes] = await Promise.all([buildCamera(), doorScenes(4)]);
  files = await makeCameraFiles(scenes);
  server = await startRawServer((socket, request) => {
    socket.write(wellSaid(202, { frameId: frameIdOf(request), serverTimeMs: Date.now(), intervalMs: 500 }));
  });
}, 300_000);

afterAll(async () => {
  await server?.close();
  await files?.remove();
});

/** Runs the program as somebody types it. */
function run(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(camera, args, { timeout: 10_000 }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode, stdout, stderr });
    });
  });
}

const fileOf = (name: string): string => join(files.folder, name);

test('when it is asked for help, then every option is explained', async () => {
  const { code, stdout } = await run('--help');
  expect(code).toBe(0);
  const named = [
    '--config',
    '--state',
    '--frames',
    '--mjpeg',
    '--count',
    '--fault',
    '--slots',
    '--console',
    '--events',
  ];
  for (const option of named) expect(stdout).toContain(`  ${option} `);
});

test.each([
  [[], 'Give --config FILE or --state DIR'],
  [['--config', 'a'], 'Give --frames DIR or --mjpeg FILE'],
  [['--config', 'a', '--frames', 'a', '--mjpeg', 'b'], 'Give --frames DIR or --mjpeg FILE'],
  [['--config', 'a', '--frames', 'a', '--count', '0'], '--count: "0" is not a whole number from 1'],
  [['--config', 'a', '--frames', 'a', '--fault', 'rain=3'], '--fault: "rain=3" is not'],
  [['--config', 'a', '--frames', 'a', '--console'], '--console needs --state DIR'],
  [['--config', 'a', '--frames', 'a', 'more'], '"more" is not an option'],
  [['--wrong'], 'wrong'],
])('when it is called with %j, then it ends with 2 and says what is wrong', async (args, complaint) => {
  const { code, stderr } = await run(...args);
  expect([code, stderr]).toEqual([2, expect.stringContaining(complaint)]);
});

test('when its configuration is wrong, then it names the field and keeps the key to itself', async () => {
  const key = `hdk_${'A'.repeat(42)}!`;
  const config = { deviceId: 'door-101', key, server: 'http://127.0.0.1:1', allowHttp: true, networks: [] };
  await writeFile(fileOf('wrong.json'), JSON.stringify(config));
  const { code, stderr } = await run('--config', fileOf('wrong.json'), '--frames', files.frames);
  expect([code, stderr]).toEqual([2, expect.stringContaining('key must be hdk_ and 43 characters')]);
  expect(stderr).not.toContain(key);
});

const part = (jpeg: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`--frame\r\nContent-Type: image/jpeg\r\n\r\n`), jpeg, Buffer.from('\r\n')]);

test.each([
  ['one after the other', (jpegs: readonly Buffer[]) => Buffer.concat(jpegs)],
  ['as multipart', (jpegs: readonly Buffer[]) => Buffer.concat(jpegs.map(part))],
])(
  'when it sees an MJPEG file with its frames %s, then it captures each of them as it is',
  async (_how, write) => {
    await writeFile(fileOf('film.mjpeg'), write(scenes));
    const config = await files.configure({ deviceId: 'door-101', key: randomBytes(32), server: server.url });
    const args = [...config.slice(0, config.indexOf('--frames')), '--mjpeg', fileOf('film.mjpeg')];
    const posix = startPosixCamera({ camera, args: [...args, '--interval-ms', '50'] });
    expect(await posix.ended()).toMatchObject({ captured: scenes.length, accepted: scenes.length });
    expect(posix.of('captured').map(({ sha256 }) => sha256)).toEqual(scenes.map(sha256Hex));
  },
);
