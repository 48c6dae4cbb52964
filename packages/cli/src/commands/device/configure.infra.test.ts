import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.json('device', 'add', 'cam-a101', '--name', 'Door');
});
afterAll(() => api.stop());

type Shown = { own: Record<string, unknown>; effective: Record<string, unknown>; version: string };
const configure = (...args: string[]) => api.json<Shown>('device', 'configure', 'cam-a101', ...args);

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
  const { stdout } = await api.run('device', 'configure', 'cam-a101');
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
  const ended = await api.run('device', 'configure', 'cam-a101', ...more);
  expect(ended).toMatchObject({ code, stderr: expect.stringContaining(message) });
});

test('when there is no such device, then that is said', async () => {
  const { code, stderr } = await api.run('device', 'configure', 'cam-none');
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('device') });
});
