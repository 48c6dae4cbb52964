import { testRedisUrl } from '@hadir/local-stack/testing';
import { closeRedis, createDeviceHealth, createLog, createRedis, redisReady } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

/** Tests share a Redis, where health is kept by id. */
const ID = `cam-${Date.now()}`;

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.json('device', 'add', ID, '--name', 'Door');
});
afterAll(() => api.stop());

type Shown = { own: Record<string, unknown>; effective: Record<string, unknown>; version: string };
const configure = (...args: string[]) => api.json<Shown>('device', 'configure', ID, ...args);

test('when settings are given, then the device has them and no others, and default takes one back', async () => {
  const all = await configure(
    ...['--frame-size', 'svga', '--quality', '10', '--exposure', '-1', '--lamp', 'schedule'],
    ...['--lamp-from', '17:30', '--lamp-to', '06:05', '--lamp-duty', '25', '--lamp-dark-below', '40'],
    ...['--gate', '0', '--heartbeat', '20', '--deep-sleep-from', '0', '--max-rest', '600'],
    ...['--led', 'off', '--buzzer', 'on'],
  );
  expect(all.own).toEqual({
    ...{ frameSize: 'svga', quality: 10, exposureLevel: -1, lampMode: 'schedule' },
    ...{ lampFromMinute: 1050, lampToMinute: 365, lampDutyPercent: 25, lampDarkBelow: 40 },
    ...{ gateThreshold: 0, heartbeatMs: 20_000, deepSleepFromMs: 0, maxRestMs: 600_000 },
    ...{ led: false, buzzer: true },
  });
  const one = await configure('--quality', 'default');
  expect(one.own).not.toHaveProperty('quality');
  expect(one.effective).toMatchObject({ quality: 12, frameSize: 'svga', utcOffsetMinutes: 420 });
  const { stdout } = await api.run('device', 'configure', ID);
  expect(stdout).toMatch(/Frame size +svga {2}\(set\)\nQuality +12\n/);
  expect(stdout).toMatch(/Lamp from +17:30 {2}\(set\)/);
  expect(stdout).toContain('has not told which settings it has');
  expect((await configure('--reset')).own).toEqual({});
});

test.each([
  [['--quality', '3'], 2, '--quality must be a whole number from 4 to 63, or default'],
  [['--lamp-from', '24:00'], 2, '--lamp-from must be a time such as 18:30, or default'],
  [['--led', 'maybe'], 2, '--led must be one of: on, off, or default'],
  [['--reset', '--led', 'on'], 2, '--reset takes everything back'],
])('when it is given %j, then the error is clear', async (more, code, message) => {
  const ended = await api.run('device', 'configure', ID, ...more);
  expect(ended).toMatchObject({ code, stderr: expect.stringContaining(message) });
});

test('when one camera’s health is asked for, then all that it tells is shown, and what it never told is left open', async () => {
  const never = await api.run('device', 'health', ID);
  expect(never).toMatchObject({ code: 0, stdout: expect.stringMatching(/^State +never-seen\n/) });
  expect(never.stdout).toMatch(/Least free stack +–/);
  const redis = createRedis(testRedisUrl(), { role: 'producer', log: createLog({ service: 'test' }) });
  await redisReady(redis);
  const counters = { captured: 12, gated: 7, broken: 0, dropped: 1, accepted: 4 };
  const vitals = {
    ...{ lastSeenMs: Date.now(), firmware: 'hadir-esp32/1.2.0', rssiDbm: -71, heapMinBytes: 34_000 },
    ...{ droppedFrames: 1, resetReason: 'brown-out', clockSkewMs: 120, stackMinBytes: 1520 },
    counters: { ...counters, retried: 2, cameras: 1, links: 1 },
    ...{ update: { version: '1.3.0', failure: 'signature' } as const, settingsVersion: '0' },
  };
  const note = { vitals, traffic: { taken: 4, refused: { truncated: 1 } } };
  await createDeviceHealth(redis).note(new Map([[ID, note]]), Date.now());
  await closeRedis(redis);
  const { stdout } = await api.run('device', 'health', ID);
  expect(stdout).toMatch(/Least free stack +1520 bytes/);
  expect(stdout).toMatch(/Firmware +hadir-esp32\/1\.2\.0, 1\.3\.0 failed \(signature\)/);
  expect(stdout).toContain(
    'captured 12, gated 7, broken 0, dropped 1, accepted 4, retried 2, cameras 1, links 1',
  );
  const list = await api.json<{ items: { counters: object }[] }>('device', 'health');
  expect(list.items[0]?.counters).toMatchObject(counters);
});

test('when there is no such device, then that is said', async () => {
  const { code, stderr } = await api.run('device', 'configure', 'cam-none');
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('device') });
});
