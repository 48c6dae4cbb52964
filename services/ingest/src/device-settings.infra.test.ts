import { randomBytes } from 'node:crypto';
import {
  DEFAULT_DEVICE_SETTINGS,
  type FaceOutcome,
  type SentDeviceSettings,
  utcOffsetMinutes,
} from '@hadir/contracts';
import { waitFor } from '@hadir/local-stack/testing';
import { createDeviceHealth } from '@hadir/platform';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeJpeg } from './testing/jpeg.ts';
import { freshFields, headersOf, send } from './testing/send-frame.ts';
import { type AddedDevice, startTestIngest, type TestIngest } from './testing/test-ingest.ts';

const ZONE = 'Asia/Kathmandu';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let ingest: TestIngest;
beforeAll(async () => {
  ingest = await startTestIngest({ INGEST_RATE_PER_SECOND: '1000', CAMPUS_TIME_ZONE: ZONE });
});
afterAll(() => ingest.stop());

const body = makeJpeg();

async function answerTo(device: AddedDevice, more: Record<string, string> = {}) {
  const { status, frame } = await send(
    ingest.url,
    { ...headersOf(device, freshFields(device, body)), ...more },
    body,
  );
  if (!frame) throw new Error(`answered ${status}`);
  return frame;
}

async function deviceInRoom(startsInMs: number, lastsMs = HOUR_MS): Promise<AddedDevice> {
  const room = await ingest.database.rooms.create({ name: `Room ${randomBytes(4).toString('hex')}` });
  const code = randomBytes(4).toString('hex');
  const course = await ingest.database.courses.create({ code, name: 'Course' });
  const startsAt = new Date(Date.now() + startsInMs);
  const endsAt = new Date(startsAt.getTime() + lastsMs);
  await ingest.database.sessions.create({ courseId: course.id, roomId: room.id, startsAt, endsAt });
  return ingest.addDevice({ roomId: room.id });
}

async function publish(device: AddedDevice, frameId: string, status: FaceOutcome['status'], agoMs = 0) {
  const at = new Date(Date.now() - agoMs).toISOString();
  const known = status !== 'unknown';
  const studentId = known ? '0195e3a0-0000-7000-8000-000000000001' : null;
  const faces = [{ faceNumber: 0, status, studentId, score: 9, threshold: 7 }];
  const moments = { capturedAt: at, receivedAt: at, decidedAt: at };
  const of = { frameId, deviceId: device.id, sessionId: null };
  await ingest.outcomes.publish({ ...of, ...moments, dropped: null, faces });
  await waitFor('the outcome', async () => {
    const { recent } = await answerTo(device);
    return recent[0]?.frameId === frameId;
  });
}

describe('settings from afar', () => {
  test('when a device tells that it has its own, then it gets the defaults once', async () => {
    const device = await ingest.addDevice();
    const { settings } = await answerTo(device, { 'x-settings': '0' });
    const { version, ...content } = settings as SentDeviceSettings;
    expect(content).toEqual({
      ...DEFAULT_DEVICE_SETTINGS,
      utcOffsetMinutes: utcOffsetMinutes(ZONE, Date.now()),
    });
    expect((await answerTo(device, { 'x-settings': version })).settings).toBeUndefined();
  });

  test('when they are changed, then the next answer has them', async () => {
    const device = await ingest.addDevice();
    const { settings } = await answerTo(device, { 'x-settings': '0' });
    await ingest.database.devices.changeSettings(device.id, () => ({ quality: 9, lampMode: 'ambient' }));
    await ingest.changed(device.id);
    const changed = await waitFor('the change', async () => {
      const answer = await answerTo(device, { 'x-settings': settings?.version ?? '' });
      return answer.settings;
    });
    expect(changed).toMatchObject({ quality: 9, lampMode: 'ambient', heartbeatMs: 30_000 });
    expect(changed.version).not.toBe(settings?.version);
  });

  test('when a device tells nothing of settings, or what is none, then it gets neither settings nor a rest', async () => {
    const device = await ingest.addDevice();
    for (const headers of [{}, { 'x-settings': 'newest' }]) {
      const answer = await answerTo(device, headers);
      expect(Object.keys(answer).toSorted()).toEqual(['frameId', 'intervalMs', 'recent', 'serverTimeMs']);
    }
  });

  test('when the device tells its version, then its health has it', async () => {
    const device = await ingest.addDevice();
    const counters = 'captured=9;gated=5;broken=0;dropped=0;accepted=4;retried=1;cameras=1;links=1';
    const told = { 'x-settings': '0', 'x-stack-min': '2048', 'x-counters': counters };
    await answerTo(device, { ...told, 'x-update': '1.3.0 rolled-back' });
    const health = createDeviceHealth(ingest.redis);
    const vitals = await waitFor('vitals', async () => (await health.vitals([device.id]))[0]);
    expect(vitals).toMatchObject({
      settingsVersion: '0',
      stackMinBytes: 2048,
      counters: { captured: 9, gated: 5, accepted: 4 },
      update: { version: '1.3.0', failure: 'rolled-back' },
    });
  });

  test('when vitals were noted before there was more to tell, then they are read as they are', async () => {
    const device = await ingest.addDevice();
    const old = {
      ...{ lastSeenMs: 1, firmware: null, rssiDbm: null, heapMinBytes: null },
      ...{ droppedFrames: null, resetReason: null, clockSkewMs: null },
    };
    await ingest.redis.set(`hadir:device-vitals:${device.id}`, JSON.stringify(old));
    expect(await createDeviceHealth(ingest.redis).vitals([device.id])).toEqual([old]);
  });
});

describe('rest and haste', () => {
  const own = { 'x-settings': '0' };

  test('when no session is open, then the device may rest until the next opens, or a day', async () => {
    const soon = await answerTo(await deviceInRoom(2 * HOUR_MS), own);
    expect(soon.intervalMs).toBe(30_000);
    expect(soon.restMs).toBeGreaterThan(HOUR_MS);
    expect(soon.restMs).toBeLessThanOrEqual(2 * HOUR_MS);
    expect((await answerTo(await deviceInRoom(40 * HOUR_MS), own)).restMs).toBe(DAY_MS);
    expect((await answerTo(await ingest.addDevice(), own)).restMs).toBe(DAY_MS);
  });

  test('when a session is open, then there is no rest', async () => {
    const answer = await answerTo(await deviceInRoom(-HOUR_MS, 2 * HOUR_MS), own);
    expect(answer).toMatchObject({ intervalMs: 500 });
    expect(answer.restMs).toBeUndefined();
  });

  test('when a face is being confirmed, then frames come faster until it is marked', async () => {
    const device = await deviceInRoom(-HOUR_MS, 2 * HOUR_MS);
    const { frameId } = await answerTo(device, own);
    await publish(device, frameId, 'confirming');
    expect((await answerTo(device, own)).intervalMs).toBe(250);
    expect((await answerTo(device)).intervalMs).toBe(500);
    const next = await answerTo(device, own);
    await publish(device, next.frameId, 'present');
    expect((await answerTo(device, own)).intervalMs).toBe(500);
  });

  test('when it was seen a while ago, or no session is open, then nothing hurries', async () => {
    const device = await deviceInRoom(-HOUR_MS, 2 * HOUR_MS);
    const { frameId } = await answerTo(device, own);
    await publish(device, frameId, 'confirming', 3100);
    expect((await answerTo(device, own)).intervalMs).toBe(500);
    const outside = await ingest.addDevice();
    const seen = await answerTo(outside, own);
    await publish(outside, seen.frameId, 'confirming');
    expect((await answerTo(outside, own)).intervalMs).toBe(30_000);
  });
});
