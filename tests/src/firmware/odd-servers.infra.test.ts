import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { FIRMWARE_PATH, type FirmwareOffer, sha256Hex, signRelease } from '@hadir/contracts';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { buildCamera } from './build-firmware.ts';
import { type CameraFiles, makeCameraFiles, type PosixCamera, startPosixCamera } from './posix-camera.ts';
import {
  frameIdOf,
  type RawAnswer,
  type RawRequest,
  type RawServer,
  startRawServer,
  wellSaid,
} from './raw-server.ts';
import { doorScenes } from './scenes.ts';

let camera: string;
let files: CameraFiles;
let posix: PosixCamera | undefined;
let server: RawServer | undefined;

beforeAll(async () => {
  const built = await Promise.all([buildCamera(), doorScenes(3)]);
  camera = built[0];
  files = await makeCameraFiles(built[1]);
}, 300_000);

afterEach(async () => {
  await posix?.stop();
  await server?.close();
});
afterAll(() => files?.remove());

async function startCamera(answer: RawAnswer, ...args: readonly string[]): Promise<PosixCamera> {
  server = await startRawServer(answer);
  const named = await files.configure({ deviceId: 'door-101', key: randomBytes(32), server: server.url });
  posix = startPosixCamera({ camera, args: [...named, '--loop', ...args] });
  return posix;
}

/** An answer that settles the frame, which it must name. */
const takenOf = (request: RawRequest) => ({
  frameId: frameIdOf(request),
  serverTimeMs: Date.now(),
  intervalMs: 500,
});
type Taken = ReturnType<typeof takenOf>;
const halves = (taken: Taken): readonly [string, string] => {
  const text = JSON.stringify(taken);
  return [text.slice(0, text.length >> 1), text.slice(text.length >> 1)];
};

/** How a server may say something, and what the camera makes of it. */
const manners: readonly (readonly [
  name: string,
  say: (socket: Socket, taken: Taken) => void,
  net: string,
  status: number,
])[] = [
  ['whole', (to, taken) => to.write(wellSaid(202, taken)), 'ok', 202],
  [
    'in chunks, with an extension and a trailer',
    (to, taken) => {
      const [first, second] = halves(taken);
      to.write('HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\n');
      to.write(`${first.length.toString(16)};a=b\r\n${first}\r\n`);
      to.write(`${second.length.toString(16)}\r\n${second}\r\n0\r\nX-After: 1\r\n\r\n`);
    },
    'ok',
    202,
  ],
  ['after a 100', (to, taken) => to.write(`HTTP/1.1 100 Continue\r\n\r\n${wellSaid(202, taken)}`), 'ok', 202],
  [
    'until it hangs up',
    (to, taken) => to.end(`HTTP/1.0 202 Accepted\r\n\r\n${JSON.stringify(taken)}`),
    'ok',
    202,
  ],
  ['without a body', (to) => to.write(wellSaid(202, '')), 'ok', 202],
  ['with a body that is no JSON', (to) => to.write(wellSaid(202, '<html>')), 'ok', 202],
  ['not in HTTP', (to) => to.write('SSH-2.0-OpenSSH_9.2\r\n'), 'failed', 0],
  ['with a body without end', (to) => to.write(wellSaid(202, 'x'.repeat(200_000))), 'failed', 0],
  [
    'with a header without end',
    (to) => to.write(`HTTP/1.1 202 A\r\nX: ${'x'.repeat(9000)}\r\n`),
    'failed',
    0,
  ],
  [
    'with a length that is none',
    (to) => to.write('HTTP/1.1 202 A\r\nContent-Length: -5\r\n\r\n'),
    'failed',
    0,
  ],
  ['half', (to, taken) => to.end(wellSaid(202, taken).slice(0, -20)), 'failed', 0],
  ['that it is too much', (to) => to.write(wellSaid(429, { error: {} }, 'Retry-After: 1')), 'ok', 429],
  ['nothing, and hangs up', (to) => to.end(), 'stale', 0],
];

test('when a server answers in odd ways, then each is taken or tried again, and no frame is lost', async () => {
  let turn = 0;
  const camera = await startCamera(
    (socket, request) => {
      const taken = takenOf(request);
      // Every other time it answers well, so that the waits of the camera do not grow.
      const manner = turn % 2 === 0 ? manners[turn / 2] : undefined;
      turn += 1;
      if (manner) manner[1](socket, taken);
      else socket.write(wellSaid(202, taken));
    },
    '--interval-ms',
    '200',
  );
  await expect
    .poll(() => camera.of('attempt').length, { timeout: 60_000 })
    .toBeGreaterThan(2 * manners.length);
  const attempts = camera.of('attempt').filter((_, at) => at % 2 === 0 && at < 2 * manners.length);
  expect(attempts.map(({ net, status }, at) => [manners[at]?.[0], net, status])).toEqual(
    manners.map(([name, , net, status]) => [name, net, status]),
  );
  await camera.stop();
  expect(camera.of('summary').at(-1)).toMatchObject({ dropped: 0 });
}, 90_000);

test('when the server does not answer within the deadline, then the attempt ends and another is made', async () => {
  const camera = await startCamera(() => undefined, '--timeout-ms', '300');
  await camera.until('attempt', { seq: 1, net: 'failed', status: 0 });
  await camera.until('attempt', { seq: 2, net: 'failed', status: 0 });
});

test('when an update comes damaged, cut or too long, then it is not taken, and what was there still starts', async () => {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = join(files.folder, 'release.pub');
  await writeFile(pem, keys.publicKey.export({ type: 'spki', format: 'pem' }));
  const image = Buffer.from(`HADIRPOSIX 2.0.0\nworks\n${'.'.repeat(50_000)}`);
  const offerOf = (version: string): FirmwareOffer => {
    const release = { target: 'posix', version, size: image.length, sha256: sha256Hex(image) } as const;
    const signature = signRelease(keys.privateKey, release).toString('hex');
    return { version, size: release.size, sha256: release.sha256, signature, forced: false };
  };
  const damaged = Buffer.from(image).fill('x', 30_000, 30_001);
  const ways: readonly (readonly [version: string, say: (socket: Socket) => void, result: string])[] = [
    ['2.0.0', (to) => to.write(wellSaid(200, damaged.toString('latin1'))), 'digest'],
    ['2.0.1', (to) => to.end(wellSaid(200, image.toString('latin1')).slice(0, 20_000)), 'download'],
    ['2.0.2', (to) => to.write(wellSaid(200, `${image.toString('latin1')}more`)), 'digest'],
    ['2.0.3', (to) => to.write(wellSaid(404, '{}')), 'download'],
    ['2.0.4', (to) => to.write(wellSaid(200, image.toString('latin1'))), 'taken'],
  ];
  const slots = join(files.folder, 'slots');
  const camera = await startCamera(
    (socket, request) => {
      const turn = ways[posix?.of('update').length ?? 0];
      const rest = { ...takenOf(request), intervalMs: 30_000, restMs: 86_400_000 };
      if (request.path.startsWith(FIRMWARE_PATH)) turn?.[1](socket);
      else socket.write(wellSaid(202, turn ? { ...rest, firmware: offerOf(turn[0]) } : rest));
    },
    ...['--slots', slots, '--release-key', pem, '--firmware-version', '1.0.0'],
  );
  for (const [version, , result] of ways) {
    await camera.until('update', { version, result });
    if (result !== 'taken') expect(await readFile(join(slots, 'boot'), 'latin1')).toMatch(/^- /);
    if (result !== 'taken') camera.signal('SIGUSR2');
  }
  // It names itself in its image, whatever it was offered as.
  await camera.until('confirmed', { version: '2.0.0' });
}, 90_000);
