import { testRedisUrl, waitFor } from '@hadir/local-stack/testing';
import {
  appendLive,
  closeRedis,
  createDeviceHealth,
  createLog,
  createOutcomes,
  createRedis,
  type Redis,
  redisReady,
} from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let api: TestApi;
let redis: Redis;
let sessionId: string;
const studentId = '00000000-0000-7000-8000-00000000000b';

beforeAll(async () => {
  api = await startTestApi();
  redis = createRedis(testRedisUrl(), {
    role: 'producer',
    log: createLog({ service: 'test', level: 'error' }),
  });
  await redisReady(redis);
  await api.json('course', 'add', 'IF-301', 'Networks');
  await api.json('room', 'add', 'C-301');
  const add = ['session', 'add', '--course', 'IF-301', '--room', 'C-301', '--start', '2031-05-05 09:00'];
  ({ id: sessionId } = await api.json<{ id: string }>(...add, '--minutes', '60'));
});
afterAll(async () => {
  await closeRedis(redis);
  await api.stop();
});

const mark = (status: 'present' | 'late') =>
  appendLive(redis, { type: 'attendance', sessionId, studentId, status, source: 'manual' });

function see(faces: number): Promise<void> {
  const at = '2031-05-05T02:00:07.000Z';
  const face = { status: 'present' as const, studentId, score: 7.25, threshold: 4 };
  return createOutcomes(redis).publish({
    frameId: `watch-door-0000000000000000-${faces}`,
    deviceId: 'watch-door',
    sessionId,
    capturedAt: at,
    receivedAt: at,
    decidedAt: at,
    dropped: faces === 0 ? 'no-face' : null,
    faces: Array.from({ length: faces }, (_, faceNumber) => ({ ...face, faceNumber })),
  });
}

test('when a session is watched, then faces and marks are a line each, and frames without a face are none', async () => {
  const watching = api.start('watch', '--session', sessionId);
  await waitFor('the watch to begin', async () => {
    await mark('late');
    return watching.stdout().includes('late');
  });
  await see(0);
  await see(1);
  await waitFor('the face', () => watching.stdout().includes('watch-door'));
  expect(watching.stdout()).toContain(`09:00:07  watch-door  present ${studentId} 7.3`);
  expect(watching.stdout()).toContain(`attendance  ${studentId}  late  (manual)`);
  expect(watching.stdout()).not.toContain('no-face');
  watching.kill('SIGINT');
  expect((await watching.ended).code).toBe(0);
});

test('when it is watched with --json, then each line is an event', async () => {
  const watching = api.start('watch', '--session', sessionId, '--json');
  await waitFor('an event', async () => {
    await mark('present');
    return watching.stdout().includes('\n');
  });
  watching.kill('SIGINT');
  const { code, stdout } = await watching.ended;
  expect(code).toBe(0);
  for (const line of stdout.trim().split('\n')) {
    expect(JSON.parse(line)).toMatchObject({ type: 'attendance', sessionId });
  }
});

test('when there is no such session, then it says so and ends', async () => {
  const { code, stderr } = await api.run('watch', '--session', studentId);
  expect(code).toBe(1);
  expect(stderr).toContain('There is no such session');
});

test('when the health of cameras is asked for, then a table tells what came and what was refused', async () => {
  await api.run('device', 'add', 'watch-door', '--name', 'Door', '--room', 'C-301');
  const now = Date.now();
  const note = {
    traffic: { taken: 12, refused: { truncated: 3 } },
    vitals: {
      lastSeenMs: now,
      firmware: '1.4.2',
      rssiDbm: -71,
      heapMinBytes: null,
      droppedFrames: null,
      resetReason: null,
      clockSkewMs: -1500,
    },
  };
  await createDeviceHealth(redis).note(new Map([['watch-door', note]]), now);
  const { stdout } = await api.run('device', 'health', '--room', 'C-301');
  expect(stdout).toMatch(/watch-door +C-301 +never-seen .* 12 +3 truncated +-71 +-1\.5 s +1\.4\.2/);
  const { items } = await api.json<{ items: object[] }>('device', 'health');
  expect(items).toMatchObject([{ deviceId: 'watch-door', refusedLastHour: { truncated: 3 } }]);
});
