import { jobs } from '@hadir/contracts';
import { waitFor } from '@hadir/local-stack/testing';
import { closeRedis, createLog, createQueue, createRedis } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Classroom, openClassroom, queueDrained } from './support/classroom.ts';
import type { Door } from './support/door.ts';
import { type System, startSystem } from './support/system.ts';

const FRAMES = 24;
let system: System;

beforeAll(async () => {
  system = await startSystem({
    matchers: 2,
    env: { INGEST_RATE_PER_SECOND: '200', INGEST_RATE_BURST: '500' },
  });
});
afterAll(() => system?.stop());

type Class = { readonly room: Classroom; readonly door: Door; readonly frames: readonly Buffer[] };

/** A class of four and frames of each of them, drawn beforehand so that they can be posted in a burst. */
async function classWithFrames(count = FRAMES): Promise<Class> {
  const room = await openClassroom(system, { people: 4 });
  const door = await room.addDoor();
  const frames: Buffer[] = [];
  for (let n = 0; n < count; n++) {
    const pupil = room.pupils[n % room.pupils.length];
    if (pupil) frames.push(await door.see([pupil.photo], `frame ${n}`));
  }
  return { room, door, frames };
}

/** Posts every frame; answers how many were accepted. */
async function postAll({ door, frames }: Class): Promise<number> {
  const posted = await Promise.all(frames.map((jpeg) => door.post(jpeg)));
  return posted.filter(({ status }) => status === 202).length;
}

/** Nothing lost and nothing double: a sighting for each accepted frame, a record for each student. */
async function expectAllRecorded({ room }: Class, frames: number): Promise<void> {
  const { items } = await system.database.sightings.list({ sessionId: room.sessionId, limit: 200 });
  const keys = items.map(({ frameId, faceNumber }) => `${frameId} ${faceNumber}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(new Set(items.map(({ frameId }) => frameId)).size).toBe(frames);
  const records = await room.records();
  expect(records.map(({ studentId }) => studentId).sort()).toEqual(
    room.pupils.map(({ studentId }) => studentId).sort(),
  );
}

/** Runs `work` with the matchers' queue counts at hand. */
async function withCounts<T>(
  work: (counts: () => Promise<{ active: number; waiting: number }>) => Promise<T>,
): Promise<T> {
  const log = createLog({ service: 'tests', level: 'error', format: 'json' });
  const redis = createRedis(system.redis.url, { role: 'worker', log });
  const queue = createQueue(jobs.identifyFrame, redis);
  try {
    return await work(queue.counts);
  } finally {
    await queue.close();
    await closeRedis(redis);
  }
}

test('when a matcher is killed with jobs in hand, then the other finishes them and nothing is doubled', async () => {
  const chaos = await classWithFrames();
  const [victim] = system.matchers;
  if (!victim) throw new Error('no matcher');
  await withCounts(async (counts) => {
    const accepted = postAll(chaos);
    // Both matchers have a job in hand, so the one that is killed has one too.
    await waitFor('both matchers to be busy', async () => (await counts()).active === 2, { everyMs: 2 });
    await victim.kill();
    expect(await accepted).toBe(FRAMES);
  });
  await queueDrained(system, 90_000);
  await expectAllRecorded(chaos, FRAMES);
  await victim.start();
}, 180_000);

test('when Redis is killed and started again, then every accepted frame is recorded', async () => {
  const chaos = await classWithFrames();
  for (const matcher of system.matchers) matcher.pause();
  expect(await postAll(chaos)).toBe(FRAMES);
  await system.redis.kill();
  for (const matcher of system.matchers) matcher.resume();
  const refused = await chaos.door.post(await chaos.door.see([], 'while redis is away'));
  expect([refused.status, Number(refused.retryAfter) > 0]).toEqual([503, true]);
  await system.redis.start();
  await queueDrained(system, 90_000);
  await expectAllRecorded(chaos, FRAMES);
}, 180_000);

test.each([20, 120])(
  'when MySQL is away for %i s, then frames are accepted all the while and recorded afterwards',
  async (seconds) => {
    const chaos = await classWithFrames();
    // Known to ingest before the outage: an unknown device could not be checked.
    expect((await chaos.door.post(await chaos.door.see([], 'hello'))).status).toBe(202);
    await system.mariaDb.stop();
    const downUntil = performance.now() + seconds * 1000;
    const [first, rest] = [chaos.frames.slice(0, FRAMES / 2), chaos.frames.slice(FRAMES / 2)];
    expect(await postAll({ ...chaos, frames: first })).toBe(FRAMES / 2);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, downUntil - performance.now())));
    expect(await postAll({ ...chaos, frames: rest })).toBe(FRAMES / 2);
    await system.mariaDb.start();
    await queueDrained(system, 90_000);
    await expectAllRecorded(chaos, FRAMES);
    const dead = await withCounts(async (counts) => (await counts()) as { active: number; failed?: number });
    expect(dead.failed).toBe(0);
  },
  300_000,
);
