import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../open-database.ts';
import type { ClassSession } from '../tables/class-session.ts';
import { type MigratedDatabase, openTestDatabase } from '../testing/open-test-database.ts';
import { next } from '../testing/scene.ts';

let schema: MigratedDatabase;
let db: Database;
let courseId: string;
let roomId: string;
beforeAll(async () => {
  schema = await openTestDatabase();
  db = schema.db;
  courseId = (await db.courses.create({ code: 'C', name: 'C' })).id;
});
afterAll(() => schema.drop());
beforeEach(async () => {
  roomId = (await db.rooms.create({ name: `Room ${next()}` })).id;
});

const hold = (startsAt: string, endsAt: string, opensBeforeMinutes = 15): Promise<ClassSession> =>
  db.sessions.create({
    courseId,
    roomId,
    startsAt: new Date(startsAt),
    endsAt: new Date(endsAt),
    opensBeforeMinutes,
  });
const openAt = async (moment: string) => (await db.sessions.openAt(roomId, new Date(moment)))?.id;

describe('the session open in a room', () => {
  test('when its window is looked at to the millisecond, then its opening belongs to it and its end does not', async () => {
    const { id } = await hold('2026-03-02T09:00:00Z', '2026-03-02T10:30:00Z');
    expect(await openAt('2026-03-02T08:44:59.999Z')).toBeUndefined();
    expect(await openAt('2026-03-02T08:45:00.000Z')).toBe(id);
    expect(await openAt('2026-03-02T10:29:59.999Z')).toBe(id);
    expect(await openAt('2026-03-02T10:30:00.000Z')).toBeUndefined();
  });

  test('when it is found, then it is the whole row', async () => {
    const session = await hold('2026-03-02T09:00:00Z', '2026-03-02T10:30:00Z');
    expect(await db.sessions.openAt(roomId, new Date('2026-03-02T09:30:00Z'))).toEqual(session);
  });

  test('when another room has one, then it does not count', async () => {
    await hold('2026-03-02T09:00:00Z', '2026-03-02T10:30:00Z');
    roomId = (await db.rooms.create({ name: `Room ${next()}` })).id;
    expect(await openAt('2026-03-02T09:30:00Z')).toBeUndefined();
  });

  test('when one class runs and the next has opened, then those who come now come to the next', async () => {
    const running = await hold('2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z');
    const coming = await hold('2026-03-02T10:00:00Z', '2026-03-02T11:00:00Z');
    expect(await openAt('2026-03-02T09:44:59.999Z')).toBe(running.id);
    expect(await openAt('2026-03-02T09:45:00.000Z')).toBe(coming.id);
    expect(await openAt('2026-03-02T10:00:00.000Z')).toBe(coming.id);
  });

  test('when the next class opens hours before its start, then it takes the room only for the last 15 minutes', async () => {
    const running = await hold('2026-03-02T09:00:00Z', '2026-03-02T10:40:00Z');
    const early = await hold('2026-03-02T10:45:00Z', '2026-03-02T12:00:00Z', 120);
    expect(await openAt('2026-03-02T08:46:00.000Z')).toBe(running.id);
    expect(await openAt('2026-03-02T10:29:59.999Z')).toBe(running.id);
    expect(await openAt('2026-03-02T10:30:00.000Z')).toBe(early.id);
  });

  test('when two run, then the one that started last has it', async () => {
    const long = await hold('2026-03-02T08:00:00Z', '2026-03-02T12:00:00Z');
    const short = await hold('2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z');
    expect(await openAt('2026-03-02T08:44:59.999Z')).toBe(long.id);
    expect(await openAt('2026-03-02T09:00:00.000Z')).toBe(short.id);
    expect(await openAt('2026-03-02T10:00:00.000Z')).toBe(long.id);
  });

  test('when two have only opened, then the one that starts first has it', async () => {
    const later = await hold('2026-03-02T09:10:00Z', '2026-03-02T10:00:00Z', 60);
    const sooner = await hold('2026-03-02T09:05:00Z', '2026-03-02T10:00:00Z', 60);
    expect(await openAt('2026-03-02T09:00:00Z')).toBe(sooner.id);
    expect(await openAt('2026-03-02T09:10:00Z')).toBe(later.id);
  });

  test('when two are alike, then every question has the same answer', async () => {
    const first = await hold('2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z');
    await hold('2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z');
    for (let n = 0; n < 3; n++) expect(await openAt('2026-03-02T09:30:00Z')).toBe(first.id);
  });

  test('when it goes over midnight UTC, or its opening does, then the date does not matter', async () => {
    // 07:00 in Jakarta is midnight UTC: the day's first class opens on the day before.
    const morning = await hold('2026-03-02T00:00:00Z', '2026-03-02T01:40:00Z');
    const night = await hold('2026-02-28T23:30:00Z', '2026-03-01T00:30:00Z');
    expect(await openAt('2026-03-01T23:44:59.999Z')).toBeUndefined();
    expect(await openAt('2026-03-01T23:45:00.000Z')).toBe(morning.id);
    expect(await openAt('2026-03-01T23:59:59.999Z')).toBe(morning.id);
    expect(await openAt('2026-03-02T00:00:00.000Z')).toBe(morning.id);
    expect(await openAt('2026-02-28T23:59:59.999Z')).toBe(night.id);
    expect(await openAt('2026-03-01T00:29:59.999Z')).toBe(night.id);
  });

  test('when clocks elsewhere jump, then nothing jumps here', async () => {
    const { id } = await hold('2026-03-29T00:30:00Z', '2026-03-29T02:30:00Z');
    expect(await openAt('2026-03-29T01:30:00Z')).toBe(id);
    expect((await db.sessions.find(id))?.startsAt.toISOString()).toBe('2026-03-29T00:30:00.000Z');
  });
});

describe('the sessions of a room', () => {
  test('when a span is asked for, then those come that are open at some moment of it', async () => {
    const first = await hold('2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z');
    const second = await hold('2026-03-02T11:00:00Z', '2026-03-02T12:00:00Z');
    const ids = async (from: string, to: string) =>
      (await db.sessions.forRoom(roomId, { from: new Date(from), to: new Date(to) })).map(
        (session) => session.id,
      );
    expect(await ids('2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z')).toEqual([first.id, second.id]);
    expect(await ids('2026-03-02T10:00:00Z', '2026-03-02T10:45:00Z')).toEqual([]);
    expect(await ids('2026-03-02T09:59:59.999Z', '2026-03-02T10:45:00.001Z')).toEqual([first.id, second.id]);
  });
});
