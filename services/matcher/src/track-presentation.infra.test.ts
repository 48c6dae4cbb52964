import { randomUUID } from 'node:crypto';
import { closeRedis, type Redis } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openTestRedis } from './testing/open-redis.ts';
import { createTrackPresentations, presentationsBegun } from './track-presentation.ts';

let redis: Redis;
let other: Redis;
beforeAll(async () => {
  redis = await openTestRedis();
  other = await openTestRedis();
});
afterAll(() => Promise.all([closeRedis(redis), closeRedis(other)]));

const START_MS = Date.parse('2026-03-02T01:00:00Z');
const face = (x: number, personId: string | null = null) => ({
  box: { x: x + 0.25, y: 50, width: 100, height: 100 },
  personId,
});

/** One camera, whose frames two replicas take in turn. */
function camera(sessionId: string = randomUUID()) {
  const deviceId = `door-${randomUUID().slice(0, 8)}`;
  const replicas = [createTrackPresentations(redis), createTrackPresentations(other)] as const;
  let turn = 0;
  return {
    key: `hadir:tracks:${sessionId}:${deviceId}`,
    see: (number: number, atMs: number, faces: readonly ReturnType<typeof face>[]) => {
      const frame = {
        frameId: `${deviceId}-${number}`,
        deviceId,
        capturedAt: new Date(START_MS + atMs).toISOString(),
      };
      return (turn++ % 2 === 0 ? replicas[0] : replicas[1])(frame, sessionId, faces);
    },
  };
}

test('when a face stays, then its frames are one presentation, whichever replica takes them', async () => {
  const { see } = camera();
  const ids = [
    await see(1, 0, [face(0), face(400)]),
    await see(2, 500, [face(430), face(30)]),
    await see(3, 1000, [face(60)]),
  ];
  expect(ids[0]).toHaveLength(2);
  expect(ids[1]).toEqual([ids[0]?.[1], ids[0]?.[0]]);
  expect(ids[2]).toEqual([ids[0]?.[0]]);
  for (const id of ids.flat()) expect(z.uuid().safeParse(id).success).toBe(true);
});

test('when a frame is taken again, also after later ones, then its presentations are the same', async () => {
  const { see } = camera();
  const first = await see(1, 0, [face(0), face(400, 'ada')]);
  await see(2, 400, [face(40), face(420, 'ada')]);
  await see(3, 60_000, [face(0)]);
  expect(await see(1, 0, [face(0), face(400, 'ada')])).toEqual(first);
  expect(await see(1, 0, [face(0)])).toEqual(first.slice(0, 1));
});

test('when frames come late and out of order, then they join the presentation of their time', async () => {
  const { see } = camera();
  const [early] = await see(1, 0, [face(0)]);
  const [later] = await see(9, 60_000, [face(0)]);
  expect(later).not.toBe(early);
  expect(await see(2, 2000, [face(10)])).toEqual([early]);
  expect(await see(8, 58_000, [face(10)])).toEqual([later]);
  expect(await see(3, 1000, [face(10)])).toEqual([early]);
});

test('when many frames of one camera are taken at once, then one person is one presentation', async () => {
  const { see } = camera();
  const numbers = Array.from({ length: 40 }, (_, number) => number);
  const ids = await Promise.all(numbers.map((number) => see(number, number * 100, [face(number, 'ada')])));
  expect(new Set(ids.flat()).size).toBe(1);
  const again = await Promise.all(numbers.map((number) => see(number, number * 100, [face(number, 'ada')])));
  expect(again).toEqual(ids);
});

test('when another camera, or the next session, sees the person, then it is another presentation', async () => {
  const sessionId = randomUUID();
  const [door, desk] = [camera(sessionId), camera(sessionId)];
  const [atDoor] = await door.see(1, 0, [face(0, 'ada')]);
  const [atDesk] = await desk.see(1, 0, [face(0, 'ada')]);
  expect(atDesk).not.toBe(atDoor);
});

test('when nobody is in view, then nothing is kept, and what is kept is dropped within the hour', async () => {
  const { key, see } = camera();
  expect(await see(1, 0, [])).toEqual([]);
  expect(await redis.exists(key)).toBe(0);
  await see(2, 0, [face(0)]);
  expect(await redis.pttl(key)).toBeGreaterThan(0);
  expect(await redis.pttl(key)).toBeLessThanOrEqual(3_600_000);
});

test('when presentations are counted, then each is counted with its first frame', async () => {
  const { see } = camera();
  const seen = (ids: readonly string[]) => ids.map((presentationId) => ({ presence: { presentationId } }));
  const deviceId = `desk-${randomUUID().slice(0, 8)}`;
  const track = createTrackPresentations(redis);
  const frame = (number: number) => ({
    frameId: `${deviceId}-${number}`,
    deviceId,
    capturedAt: new Date(START_MS + number).toISOString(),
  });
  const first = await track(frame(1), 's', [face(0), face(400)]);
  const second = await track(frame(2), 's', [face(0), face(900)]);
  expect(presentationsBegun(frame(1), seen(first))).toBe(2);
  expect(presentationsBegun(frame(2), seen(second))).toBe(1);
  expect(await see(1, 0, [face(0)])).toHaveLength(1);
});
