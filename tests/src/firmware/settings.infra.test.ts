import { randomBytes } from 'node:crypto';
import { deviceSettingsOf, sentDeviceSettings } from '@hadir/contracts';
import { waitFor } from '@hadir/local-stack/testing';
import { createDeviceHealth } from '@hadir/platform';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  type AddedDevice,
  startTestIngest,
  type TestIngest,
} from '../../../services/ingest/src/testing/test-ingest.ts';
import { buildCamera } from './build-firmware.ts';
import { type CameraFiles, makeCameraFiles, type PosixCamera, startPosixCamera } from './posix-camera.ts';
import { doorScenes } from './scenes.ts';

const ZONE = 'Asia/Kathmandu';

let ingest: TestIngest;
let camera: string;
let files: CameraFiles;
let posix: PosixCamera | undefined;

beforeAll(async () => {
  const built = await Promise.all([
    buildCamera(),
    doorScenes(3),
    startTestIngest({ CAMPUS_TIME_ZONE: ZONE, INGEST_RATE_PER_SECOND: '1000' }),
  ]);
  [camera, , ingest] = built;
  files = await makeCameraFiles(built[1]);
}, 300_000);
afterEach(async () => {
  await posix?.stop();
  posix = undefined;
});
afterAll(async () => {
  await ingest?.stop();
  await files?.remove();
});

async function start(device: AddedDevice): Promise<PosixCamera> {
  const server = new URL(ingest.url).origin;
  const told = await files.configure({ deviceId: device.id, key: device.key, server });
  posix = startPosixCamera({ camera, args: [...told, '--loop', '--stamp'] });
  return posix;
}

async function deviceInSession(): Promise<AddedDevice> {
  const name = randomBytes(4).toString('hex');
  const room = await ingest.database.rooms.create({ name: `Room ${name}` });
  const course = await ingest.database.courses.create({ code: name, name: 'Course' });
  const [startsAt, endsAt] = [new Date(Date.now() - 60_000), new Date(Date.now() + 7_200_000)];
  await ingest.database.sessions.create({ courseId: course.id, roomId: room.id, startsAt, endsAt });
  return ingest.addDevice({ roomId: room.id });
}

async function vitalsOf({ id }: AddedDevice) {
  const [vitals] = await createDeviceHealth(ingest.redis).vitals([id]);
  return vitals;
}

test('when settings are changed while the camera runs, then it takes them, and says which it has and how it is', async () => {
  const device = await deviceInSession();
  const running = await start(device);
  const versionOf = (own: object | null) =>
    sentDeviceSettings(deviceSettingsOf(own), ZONE, Date.now()).version;
  await running.until('settings', { version: versionOf(null) });
  const own = { quality: 9, gateThreshold: 0, led: false };
  await ingest.database.devices.changeSettings(device.id, () => own);
  await ingest.changed(device.id);
  await running.until('settings', { version: versionOf(own) });
  await running.until('camera', { quality: 9 });
  const vitals = await waitFor('the device to tell', async () => {
    const told = await vitalsOf(device);
    return told?.settingsVersion === versionOf(own) ? told : undefined;
  });
  expect(vitals.firmware).toMatch(/^hadir-posix\/\d+\.\d+\.\d+/);
  expect(vitals.counters?.accepted).toBeGreaterThanOrEqual(2);
  expect(vitals.counters?.captured).toBeGreaterThanOrEqual(vitals.counters?.accepted ?? 0);
  expect(running.of('settings')).toHaveLength(2);
});

test('when no session is open, then the camera rests after a frame', async () => {
  const device = await ingest.addDevice();
  const running = await start(device);
  await running.until('attempt', { status: 202 });
  await running.until('power', { rest: true });
  expect(running.of('attempt').length).toBeLessThanOrEqual(3);
});

test('when a face is being confirmed, then the camera hurries', async () => {
  const device = await deviceInSession();
  await ingest.database.devices.changeSettings(device.id, () => ({ gateThreshold: 0 }));
  const running = await start(device);
  await running.until('attempt', { status: 202 });
  const studentId = '0195e3a0-0000-7000-8000-000000000001';
  const face = { faceNumber: 0, status: 'confirming', studentId, score: 9, threshold: 7 } as const;
  const at = new Date().toISOString();
  await ingest.outcomes.publish({
    frameId: `${device.id}-${randomBytes(8).toString('hex')}-1`,
    ...{ deviceId: device.id, sessionId: null, capturedAt: at, receivedAt: at, decidedAt: at },
    ...{ dropped: null, faces: [face] },
  });
  await waitFor('five frames within 1.3 s', () => {
    const times = running.of('captured').map(({ monoMs }) => Number(monoMs));
    return times.some((time, index) => (times[index + 4] ?? Number.POSITIVE_INFINITY) - time < 1300);
  });
  expect(running.of('attempt').every(({ status }) => status === 202)).toBe(true);
});
