import { randomBytes } from 'node:crypto';
import { Frame, jobs, sha256Hex } from '@hadir/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type AddedDevice,
  startTestIngest,
  type TestIngest,
} from '../../../services/ingest/src/testing/test-ingest.ts';
import { buildCamera } from './build-firmware.ts';
import { type FaultProxy, faultKinds, startFaultProxy } from './fault-proxy.ts';
import { type CameraFiles, makeCameraFiles, type PosixCamera, startPosixCamera } from './posix-camera.ts';
import { doorScenes } from './scenes.ts';

const FRAMES = 500;
const SCENES = 24;
const BROKEN_ONCE_IN = 50;
/** Of the comment that the camera puts behind SOI: two bytes of marker, two of length, eight hex digits. */
const STAMP_BYTES = 12;
const DEADLINE_MS = 600;
/** Only a frame that came damaged three times in a row may be given up, and the spool holds all that waits: so hardly one. */
const MOST_DROPPED = 3;

let ingest: TestIngest;
let camera: string;
let scenes: readonly Buffer[];
let files: CameraFiles;
const proxies: FaultProxy[] = [];

beforeAll(async () => {
  [camera, scenes, ingest] = await Promise.all([
    buildCamera(),
    doorScenes(SCENES),
    startTestIngest({ INGEST_RATE_PER_SECOND: '1000', INGEST_RATE_BURST: '10000' }),
  ]);
  files = await makeCameraFiles(scenes);
}, 300_000);

afterAll(async () => {
  for (const proxy of proxies) await proxy.close();
  await ingest?.stop();
  await files?.remove();
});

/** In a room where a class session is open, so that the device does not rest, and set to send every frame. */
async function addDevice(): Promise<AddedDevice> {
  const name = randomBytes(4).toString('hex');
  const room = await ingest.database.rooms.create({ name: `Room ${name}` });
  const course = await ingest.database.courses.create({ code: name, name: 'Course' });
  const [startsAt, endsAt] = [new Date(Date.now() - 60_000), new Date(Date.now() + 7_200_000)];
  await ingest.database.sessions.create({ courseId: course.id, roomId: room.id, startsAt, endsAt });
  const device = await ingest.addDevice({ roomId: room.id });
  await ingest.database.devices.changeSettings(device.id, () => ({ gateThreshold: 0 }));
  return device;
}

/** Every frame of this device that ingest queued, by its number. */
async function queued(device: AddedDevice): Promise<ReadonlyMap<number, Frame>> {
  const frames = new Map<number, Frame>();
  for (const key of await ingest.redis.keys(`hadir:${jobs.identifyFrame.queue}:${device.id}-*`)) {
    const payload = await ingest.redis.hget(key, 'data');
    const frame = Frame.parse(JSON.parse(payload ?? ''));
    frames.set(Number(frame.frameId.split('-').at(-1)), frame);
  }
  return frames;
}

/** What was done to a frame's bytes on the way: undone, they are those of the file that it was. */
function fileOf(stored: Buffer): { readonly number: number; readonly file: Buffer } {
  const number = Number.parseInt(stored.subarray(6, 2 + STAMP_BYTES).toString('latin1'), 16);
  return { number, file: Buffer.concat([stored.subarray(0, 2), stored.subarray(2 + STAMP_BYTES)]) };
}

/** No stored frame differs from what the camera took, and no two are one. */
async function expectNoneCorrupted(frames: Iterable<Frame>, camera: PosixCamera): Promise<void> {
  const taken = new Set(camera.of('captured').map(({ sha256 }) => sha256));
  const numbers = new Set<number>();
  for (const { frameId } of frames) {
    const stored = (await ingest.frameStore.get(frameId)) ?? Buffer.alloc(0);
    expect(taken).toContain(sha256Hex(stored));
    const { number, file } = fileOf(stored);
    expect(file.equals(scenes[number % SCENES] ?? Buffer.alloc(0))).toBe(true);
    expect(numbers).not.toContain(number);
    numbers.add(number);
  }
}

/** Each frame waits once for a matcher, however often it came. */
async function expectNoneDoubled(device: AddedDevice, frames: ReadonlyMap<number, Frame>): Promise<void> {
  const waiting = await ingest.redis.lrange(`hadir:${jobs.identifyFrame.queue}:wait`, 0, -1);
  const own = waiting.filter((id) => id.startsWith(device.id));
  expect(new Set(own).size).toBe(own.length);
  expect(own.length).toBe(frames.size);
}

test('when the way to ingest has every fault that we know of, then each of 500 frames is accepted once or counted as dropped', async () => {
  const device = await addDevice();
  const proxy = await startFaultProxy({
    target: ingest.url,
    seed: 20_251_122,
    probability: 0.18,
    stallMs: DEADLINE_MS + 300,
    slowBytesPerSecond: 100_000,
  });
  proxies.push(proxy);
  const posix = startPosixCamera({
    camera,
    args: [
      ...(await files.configure({ deviceId: device.id, key: device.key, server: proxy.url })),
      ...['--loop', '--stamp', '--count', String(FRAMES), '--interval-ms', '40'],
      ...['--timeout-ms', String(DEADLINE_MS), '--spool-bytes', String(8 << 20)],
      ...[
        '--fault',
        'clock-loss=90',
        '--fault',
        `broken=${BROKEN_ONCE_IN}`,
        '--fault',
        'camera=120',
        '--fault',
        'link=140',
      ],
    ],
  });
  const summary = await posix.ended();
  const broken = FRAMES / BROKEN_ONCE_IN;
  expect(summary).toMatchObject({ captured: FRAMES, gated: 0, broken, waiting: 0 });
  expect(summary.accepted + summary.dropped).toBe(FRAMES - broken);
  expect(summary.dropped).toBeLessThanOrEqual(MOST_DROPPED);
  expect([summary.cameras > 0, summary.links > 0]).toEqual([true, true]);
  expect(posix.of('fault').filter(({ kind }) => kind === 'clock-loss').length).toBeGreaterThan(0);

  const frames = await queued(device);
  const settled = posix.of('attempt').filter(({ status }) => status === 200 || status === 202);
  const accepted = new Set(settled.map(({ seq }) => Number(seq)));
  expect(accepted.size).toBe(summary.accepted);
  expect([...accepted].filter((seq) => !frames.has(seq))).toEqual([]);
  // A frame may have come without the device having heard so, and then have been dropped.
  expect(frames.size - accepted.size).toBeLessThanOrEqual(summary.dropped);
  await expectNoneDoubled(device, frames);
  await expectNoneCorrupted(frames.values(), posix);
  for (const kind of faultKinds) expect([kind, proxy.happened[kind] > 0]).toEqual([kind, true]);
  expect(posix.of('attempt').filter(({ net }) => net === 'stale').length).toBeGreaterThan(0);
  expect(posix.of('attempt').filter(({ status }) => status === 422).length).toBeGreaterThan(0);
}, 240_000);

/** A bad Wi-Fi, so that what waits does not leave in a moment. */
async function slowWay(): Promise<FaultProxy> {
  const slow = { kinds: ['slow'] as const, probability: 1, slowBytesPerSecond: 500_000 };
  const proxy = await startFaultProxy({ target: ingest.url, seed: 1, stallMs: 0, ...slow });
  proxies.push(proxy);
  return proxy;
}

const seqOf = (idempotencyKey: string): number => Number(idempotencyKey.split('-').at(-1));

/** Runs the camera while the server is away until so many frames were captured meanwhile. */
async function throughOutage(away: number, ...args: readonly string[]) {
  const [device, proxy] = [await addDevice(), await slowWay()];
  const named = await files.configure({ deviceId: device.id, key: device.key, server: proxy.url });
  const posix = startPosixCamera({
    camera,
    args: [...named, '--loop', '--stamp', '--interval-ms', '150', ...args],
  });
  await posix.until('attempt', { status: 202 });
  await proxy.away();
  const before = posix.of('captured').length;
  await posix.until('captured', { frame: before + away });
  const arrivedBefore = new Set(proxy.forwarded.map((one) => seqOf(one.idempotencyKey)));
  const count = posix.of('captured').length;
  await proxy.back();
  const waiting = Array.from({ length: count }, (_, at) => at + 1).filter((seq) => !arrivedBefore.has(seq));
  const summary = await posix.ended();
  const arrivals = proxy.forwarded
    .map((one) => seqOf(one.idempotencyKey))
    .filter((seq) => !arrivedBefore.has(seq));
  return { device, posix, summary, waiting, arrivals };
}

test('when the server was away, then frames arrive oldest first with the newest between them, dated as they were captured', async () => {
  const { device, posix, summary, waiting, arrivals } = await throughOutage(12, '--count', '40');
  expect(summary).toMatchObject({ captured: 40, accepted: 40, dropped: 0 });
  const drained = arrivals.slice(0, Math.max(...waiting.map((seq) => arrivals.indexOf(seq))) + 1);
  const isOldest = drained.map((seq, at) => seq === Math.min(...arrivals.slice(at)));
  expect(isOldest.filter((is, at) => !is && !isOldest[at + 1] && at + 1 < isOldest.length)).toEqual([]);
  // A frame that was captured after the outage did not wait until all of those had left.
  expect(Math.max(...drained)).toBeGreaterThan(Math.max(...waiting));

  const frames = await queued(device);
  const bootedAt = posix.of('captured').map(({ frame, monoMs }) => {
    const capturedAt = frames.get(Number(frame) + 1)?.capturedAt ?? '';
    return Date.parse(capturedAt) - Number(monoMs);
  });
  // What was captured before the clock was set is dated by when it came, which a slow way makes later.
  expect(Math.max(...bootedAt) - Math.min(...bootedAt)).toBeLessThan(400);
}, 120_000);

test('when the server was away for longer than the spool holds, then the newest frames are kept and the others counted', async () => {
  const room = ['--spool-bytes', String(10 * Math.max(...scenes.map(({ length }) => length)))];
  const { device, summary, waiting } = await throughOutage(22, '--count', '30', ...room);
  const frames = await queued(device);
  expect(summary.dropped).toBeGreaterThan(0);
  expect(summary.accepted + summary.dropped).toBe(summary.captured);
  expect(frames.size).toBe(summary.accepted);
  const all = Array.from({ length: summary.captured }, (_, at) => at + 1);
  const gone = all.filter((seq) => !frames.has(seq));
  expect(gone.length).toBe(summary.dropped);
  // The oldest went; but while the first of what waited is on its way, the spool is still full, and the next one may go.
  const lastGone = Math.max(...gone);
  expect(waiting.filter((seq) => frames.has(seq) && seq < lastGone).length).toBeLessThanOrEqual(2);
  expect(all.slice(-8).filter((seq) => !frames.has(seq))).toEqual([]);
}, 120_000);
