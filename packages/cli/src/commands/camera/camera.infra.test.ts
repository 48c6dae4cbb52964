import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startStreamServer } from '@hadir/camera/testing';
import { formatDeviceKey } from '@hadir/contracts';
import { migrate, openDatabase } from '@hadir/db';
import { freePort, type RedisServer, type Service, startRedis, startService } from '@hadir/local-stack';
import { createTestDatabase, waitFor } from '@hadir/local-stack/testing';
import { createSecretBox, generateSecretKey } from '@hadir/platform';
import { encodeJpeg } from '@hadir/vision/pixels';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCliProcess, startCli } from '../../testing/spawn-cli.ts';

const key = Buffer.alloc(32, 7);
const DEVICE = 'cam-a101';
let dir: string;
let redis: RedisServer;
let ingest: Service;
let drop: () => Promise<void>;

/** The real ingest with one device. */
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hadir-cli-camera-'));
  redis = await startRedis({ dir: join(dir, 'redis') });
  const schema = await createTestDatabase();
  drop = schema.drop;
  await migrate(schema.url);
  const secret = generateSecretKey('d1');
  const database = await openDatabase({ url: schema.url });
  const keyCiphertext = createSecretBox(secret).seal(key, `device:${DEVICE}`);
  await database.devices.create({ id: DEVICE, name: 'Door', keyCiphertext });
  await database.close();
  ingest = await startService({
    name: 'ingest',
    entry: fileURLToPath(new URL('../../../../../services/ingest/dist/main.js', import.meta.url)),
    port: await freePort(),
    logFile: join(dir, 'ingest.log'),
    env: { REDIS_URL: redis.url, DATABASE_URL: schema.url, DEVICE_KEY_SECRET: secret },
  });
  await writeFile(join(dir, 'cam.key'), `${formatDeviceKey(key)}\n`);
});
afterAll(async () => {
  await ingest.stop();
  await redis.stop();
  await drop();
  await rm(dir, { recursive: true, force: true });
});

async function stream() {
  const frames = [50, 90, 130].map((value) => encodeJpeg(greyPixels(value), 80));
  return startStreamServer({ frames: await Promise.all(frames) });
}

function greyPixels(value: number) {
  return { width: 320, height: 240, data: Buffer.alloc(320 * 240 * 3, value) };
}

const args = (url: string): string[] => [
  ...['camera', 'relay', '--stream', url, '--device', DEVICE],
  ...['--ingest', ingest.url, '--fps', '4', '--json'],
];

test('when a stream is relayed, then ingest takes its frames, and Ctrl-C ends it with one document', async () => {
  const camera = await stream();
  const relaying = startCli([...args(camera.url), '--key', `@${join(dir, 'cam.key')}`, '--verbose']);
  await waitFor('two frames to be taken', () => relaying.stderr().match(/accepted/g)?.length === 2);
  relaying.kill('SIGINT');
  const { code, stdout } = await relaying.ended;
  await camera.close();
  expect(code).toBe(0);
  const counts = JSON.parse(stdout);
  expect(counts.accepted).toBeGreaterThanOrEqual(2);
  expect(counts).toMatchObject({ cameras: 1, dropped: 0, stream: { connections: 1 } });
});

test('when the key is another, then it says so while it tries, and the exit code is 1', async () => {
  const camera = await stream();
  const wrong = formatDeviceKey(Buffer.alloc(32, 8));
  const { code, stdout, stderr } = await runCliProcess([
    ...args(camera.url),
    '--key',
    wrong,
    '--seconds',
    '3',
  ]);
  await camera.close();
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ accepted: 0 });
  expect(stderr).toContain('401');
  expect(stderr).not.toContain(wrong);
});

test('when a folder of photos is simulated, then each photo stands before every camera in its turn', async () => {
  const photos = join(dir, 'photos');
  const group = createRequire(import.meta.url).resolve('@vladmandic/face-api/demo/sample1.jpg');
  await mkdir(photos);
  await copyFile(group, join(photos, 'somebody.jpg'));
  await writeFile(join(photos, 'wall.jpg'), await encodeJpeg(greyPixels(90), 80));
  const { code, stdout, stderr } = await runCliProcess([
    ...[
      'camera',
      'simulate',
      '--device',
      DEVICE,
      '--key',
      `@${join(dir, 'cam.key')}`,
      '--ingest',
      ingest.url,
    ],
    ...['--photos', photos, '--cameras', '2', '--fps', '3', '--stay', '1', '--once', '--json'],
  ]);
  expect(code).toBe(0);
  expect(stderr).toContain('wall.jpg: no face found, left out');
  const counts = JSON.parse(stdout);
  expect(counts).toMatchObject({ cameras: 2, dropped: 0, dropReasons: {}, waiting: 0 });
  expect(counts.accepted).toBe(counts.captured);
  expect(counts.captured).toBeGreaterThanOrEqual(2);
});

test('when a folder holds no photo, then the message says what to put into it', async () => {
  const { code, stderr } = await runCliProcess([
    ...['camera', 'simulate', '--device', DEVICE, '--key', formatDeviceKey(key), '--ingest', ingest.url],
    ...['--photos', join(dir, 'redis')],
  ]);
  expect(code).toBe(1);
  expect(stderr).toContain('holds no photos');
});

test.each([
  ['a key that is none', ['--key', 'hdk_short']],
  ['a key file that is not there', ['--key', '@nowhere.key']],
  ['a stream that is no address', ['--key', formatDeviceKey(key), '--stream', 'cam.local']],
])('when given %s, then it ends at once', async (_, more) => {
  const { code, stderr } = await runCliProcess([...args('http://127.0.0.1:1/stream'), ...more]);
  expect(code).not.toBe(0);
  expect(stderr).toMatch(/^hadir: .+\n {2}.+\n$/);
});
