import type { ScenePhoto } from '@hadir/camera';
import { type Frame, type FrameOutcome, jobs } from '@hadir/contracts';
import { groupPhotoCast } from '@hadir/demo';
import { waitFor } from '@hadir/local-stack/testing';
import { closeRedis, createLog, createQueue, createRedis, subscribeOutcomes } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Classroom, type ClassroomOptions, openClassroom, queueDrained } from './support/classroom.ts';
import { type System, startSystem } from './support/system.ts';

let system: System;
const outcomes: FrameOutcome[] = [];
const log = createLog({ service: 'tests', level: 'error', format: 'json' });
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  system = await startSystem({ matchers: 2 });
  const redis = createRedis(system.redis.url, { role: 'subscriber', log });
  const subscription = await subscribeOutcomes(redis, (outcome) => void outcomes.push(outcome));
  closers.push(async () => {
    await subscription.close();
    await closeRedis(redis);
  });
});

afterAll(async () => {
  for (const close of closers) await close();
  await system?.stop();
});

const outcomeOf = (frameId: string | undefined): Promise<FrameOutcome> =>
  waitFor('the outcome', () => outcomes.find((outcome) => outcome.frameId === frameId), {
    timeoutMs: 30_000,
  });

type OnePupil = { readonly room: Classroom; readonly studentId: string; readonly photo: ScenePhoto };

/** A class of four, of whom one comes. */
async function onePupil(times: Pick<ClassroomOptions, 'startsAt' | 'endsAt'> = {}): Promise<OnePupil> {
  const room = await openClassroom(system, { people: 4, ...times });
  const [pupil] = room.pupils;
  if (!pupil) throw new Error('nobody was enrolled');
  return { room, ...pupil };
}

test('when one frame of an enrolled student is posted, then one record is made and told', async () => {
  const { room, studentId, photo } = await onePupil();
  const door = await room.addDoor();
  const capturedAt = new Date(Date.now() - 2000);
  const { status, answer } = await door.post(await door.see([photo], 'one'), { capturedAt });
  expect(status).toBe(202);
  const outcome = await outcomeOf(answer?.frameId);
  expect(outcome.faces).toMatchObject([{ studentId, status: 'present' }]);
  const at = capturedAt.toISOString();
  expect(await room.records()).toEqual([{ studentId, status: 'present', firstSeenAt: at, lastSeenAt: at }]);
});

test('when a frame is sent again and its job delivered again, then there is still one record', async () => {
  const { room, studentId, photo } = await onePupil();
  const door = await room.addDoor();
  const jpeg = await door.see([photo], 'again');
  const capturedAt = new Date();
  const first = await door.post(jpeg, { capturedAt, seq: 500 });
  const frameId = first.answer?.frameId ?? '';
  await outcomeOf(frameId);
  const second = await door.post(jpeg, { capturedAt, seq: 500 });
  expect([first.status, second.status, second.answer?.frameId]).toEqual([202, 200, frameId]);

  const deliveredAgain = await deliverAgain({ frameId, room, deviceId: door.deviceId, jpeg, capturedAt });
  expect(deliveredAgain.faces).toMatchObject([{ studentId, status: 'duplicate' }]);
  expect(await room.records()).toHaveLength(1);
  const { items } = await system.database.sightings.list({ sessionId: room.sessionId, limit: 50 });
  expect(items).toHaveLength(1);
});

type Redelivery = {
  readonly frameId: string;
  readonly room: Classroom;
  readonly deviceId: string;
  readonly jpeg: Buffer;
  readonly capturedAt: Date;
};

/** As when a matcher dies after recording and before telling the queue: the same job and bytes come once more. */
async function deliverAgain({
  frameId,
  room,
  deviceId,
  jpeg,
  capturedAt,
}: Redelivery): Promise<FrameOutcome> {
  const redis = createRedis(system.redis.url, { role: 'worker', log });
  const queue = createQueue(jobs.identifyFrame, redis);
  const before = outcomes.length;
  const at = capturedAt.toISOString();
  const payload: Frame = {
    ...{ frameId, deviceId, roomId: room.roomId, capturedAt: at, receivedAt: at },
    bytes: jpeg.length,
  };
  await redis.set(`hadir:frame-bytes:${frameId}`, jpeg);
  await queue.add(payload, `again-${frameId}`);
  const outcome = await waitFor(
    'the second outcome',
    () => outcomes.slice(before).find((later) => later.frameId === frameId),
    { timeoutMs: 30_000 },
  );
  await queue.close();
  await closeRedis(redis);
  return outcome;
}

test('when two cameras see the same students, then each has one record from the first to the last sight', async () => {
  const room = await openClassroom(system, { people: 4 });
  const [left, right] = [await room.addDoor(), await room.addDoor()];
  const [early, late] = [new Date(Date.now() - 40_000), new Date(Date.now() - 5000)];
  const pair = room.pupils.slice(0, 2);
  const photos = pair.map(({ photo }) => photo);
  // The later capture arrives first.
  for (const [n, photo] of photos.entries()) {
    await right.post(await right.see([photo], `right ${n}`), { capturedAt: late });
    await left.post(await left.see([photo], `left ${n}`), { capturedAt: early });
  }
  await queueDrained(system);
  const records = await room.records();
  expect(records.map(({ studentId }) => studentId).sort()).toEqual(
    pair.map(({ studentId }) => studentId).sort(),
  );
  for (const { firstSeenAt, lastSeenAt } of records) {
    expect([firstSeenAt, lastSeenAt]).toEqual([early.toISOString(), late.toISOString()]);
  }
});

test('when strangers stand at the door, then they are unknown and nobody is marked', async () => {
  const room = await openClassroom(system, { people: 8 });
  const door = await room.addDoor();
  for (const [n, stranger] of room.strangers.entries()) {
    await door.post(await door.see([stranger], `stranger ${n}`));
  }
  await queueDrained(system);
  expect(await room.records()).toEqual([]);
  const seen = outcomes.filter(({ deviceId }) => deviceId === door.deviceId).flatMap(({ faces }) => faces);
  expect(seen.length).toBeGreaterThan(0);
  expect(new Set(seen.map(({ status }) => status))).toEqual(new Set(['unknown']));
});

test('when a student is enrolled while the class runs, then every matcher knows them within 2 s', async () => {
  const { room } = await onePupil();
  const door = await room.addDoor();
  const newcomer = (await groupPhotoCast()).known[5];
  if (!newcomer) throw new Error('the cast is too small');
  const [photo] = newcomer.probes;
  if (!photo) throw new Error('no probe');
  const before = await door.post(await door.see([photo], 'before'));
  expect((await outcomeOf(before.answer?.frameId)).faces).toMatchObject([{ status: 'unknown' }]);

  const { studentId } = await room.enrol(newcomer);
  const enrolledAt = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 2000 - (performance.now() - enrolledAt)));
  // As many frames as make both matchers take some.
  const posted = await Promise.all(
    ['a', 'b', 'c', 'd', 'e', 'f'].map(async (seed) => door.post(await door.see([photo], seed))),
  );
  for (const { answer } of posted) {
    expect((await outcomeOf(answer?.frameId)).faces).toMatchObject([{ studentId }]);
  }
});

test('when a session spans midnight in the campus and in UTC, then frames of both days belong to it', async () => {
  const startsAt = new Date(Date.now() - 3_600_000 * 8);
  const { room, studentId, photo } = await onePupil({ startsAt, endsAt: new Date(Date.now() + 3_600_000) });
  const door = await room.addDoor();
  const times = [new Date(startsAt.getTime() + 60_000), new Date(Date.now() - 1000)];
  for (const [n, capturedAt] of times.entries()) {
    expect((await door.post(await door.see([photo], `night ${n}`), { capturedAt })).status).toBe(202);
  }
  await queueDrained(system);
  expect(await room.records()).toEqual([
    {
      studentId,
      status: 'present',
      firstSeenAt: times[0]?.toISOString(),
      lastSeenAt: times[1]?.toISOString(),
    },
  ]);
});

test('when a frame is captured before check-in opens, then it is answered and dropped with its reason', async () => {
  const startsAt = new Date(Date.now() + 3_600_000);
  const { room, photo } = await onePupil({ startsAt, endsAt: new Date(Date.now() + 7_200_000) });
  const door = await room.addDoor();
  const { status, answer } = await door.post(await door.see([photo], 'early'));
  expect(status).toBe(202);
  expect(await outcomeOf(answer?.frameId)).toMatchObject({ dropped: 'no-open-session', faces: [] });
  expect(await room.records()).toEqual([]);
});

test('when a device is revoked, then its frames are refused within 60 s', async () => {
  const { room } = await onePupil();
  const door = await room.addDoor();
  const jpeg = await door.see([], 'empty');
  expect((await door.post(jpeg)).status).toBe(202);
  await system.client.send('POST', `/v1/devices/${door.deviceId}/revoke`);
  await waitFor('the refusal', async () => (await door.post(jpeg)).status === 403, {
    timeoutMs: 60_000,
    everyMs: 500,
  });
  expect((await door.post(jpeg)).status).toBe(403);
});
