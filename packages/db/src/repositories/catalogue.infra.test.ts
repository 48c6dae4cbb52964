import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  InvalidCursor,
  MissingReference,
  RuleViolation,
  StillReferenced,
  UniqueViolation,
} from '../errors.ts';
import type { Database } from '../open-database.ts';
import { type MigratedDatabase, openTestDatabase } from '../testing/open-test-database.ts';
import { at, createScene, createStudent, next, sighting } from '../testing/scene.ts';

const NOBODY = '00000000-0000-7000-8000-000000000000';

let schema: MigratedDatabase;
let db: Database;
beforeAll(async () => {
  schema = await openTestDatabase();
  db = schema.db;
});
afterAll(() => schema.drop());

describe('semesters and courses', () => {
  test('when a semester is written, then its days are read as they were given', async () => {
    const semester = await db.semesters.create({ name: 'Odd', startsOn: '2026-08-31', endsOn: '2027-01-01' });
    expect(await db.semesters.find(semester.id)).toEqual(semester);
    expect(await db.semesters.update(semester.id, { name: 'Even' })).toEqual({ ...semester, name: 'Even' });
    await expect(db.semesters.update(semester.id, { endsOn: '2026-08-30' })).rejects.toThrow(RuleViolation);
    expect((await db.semesters.list()).items).toEqual([{ ...semester, name: 'Even' }]);
  });

  test('when a semester is removed, then its courses stay without one', async () => {
    const semester = await db.semesters.create({ name: 'S', startsOn: '2026-01-01', endsOn: '2026-02-01' });
    const course = await db.courses.create({ code: 'IN-SEM', name: 'x', semesterId: semester.id });
    expect((await db.courses.list({ semesterId: semester.id })).items).toEqual([course]);
    expect(await db.semesters.remove(semester.id)).toBe(true);
    expect(await db.semesters.remove(semester.id)).toBe(false);
    expect(await db.courses.find(course.id)).toEqual({ ...course, semesterId: null });
  });

  test('when a code is taken in other letters, then it is refused by its field', async () => {
    const course = await db.courses.create({ code: 'if-101', name: 'x' });
    const again = db.courses.create({ code: 'IF-101', name: 'y' });
    await expect(again).rejects.toEqual(new UniqueViolation('code'));
    expect(await db.courses.findByCode('If-101')).toEqual(course);
    expect(await db.courses.findByCode('IF-102')).toBeUndefined();
  });

  test('when a reference leads nowhere, then its field is named', async () => {
    const course = { code: 'nowhere', name: 'x', semesterId: NOBODY };
    await expect(db.courses.create(course)).rejects.toEqual(new MissingReference('semesterId'));
  });

  test('when there is no such row, then find, update and remove say so', async () => {
    expect(await db.courses.find(NOBODY)).toBeUndefined();
    expect(await db.courses.update(NOBODY, { name: 'x' })).toBeUndefined();
    expect(await db.courses.update(NOBODY, {})).toBeUndefined();
    expect(await db.courses.remove(NOBODY)).toBe(false);
    expect(await db.courses.galleryVersion(NOBODY)).toBe(0);
  });

  test('when a gallery is bumped, then its version grows by one each time', async () => {
    const { id } = await db.courses.create({ code: 'bump', name: 'x' });
    expect(await db.courses.galleryVersion(id)).toBe(1);
    await Promise.all([db.courses.bumpGallery([id, id]), db.courses.bumpGallery([id])]);
    expect(await db.courses.galleryVersion(id)).toBe(3);
  });
});

describe('rooms, devices and class sessions', () => {
  test('when a device is written, then its key and its moments are read back to the millisecond', async () => {
    const key = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const device = await db.devices.create({ id: 'cam-door', name: 'Door', keyCiphertext: key });
    expect(await db.devices.find('cam-door')).toEqual(device);
    expect(device).toMatchObject({ authMode: 'signed', roomId: null, revokedAt: null, lastSeenAt: null });
    await expect(db.devices.create({ id: 'cam-door', name: 'x', keyCiphertext: key })).rejects.toEqual(
      new UniqueViolation('id'),
    );
    const rotated = await db.devices.rotateKey('cam-door', Buffer.from('new'));
    expect(rotated?.keyCiphertext).toEqual(Buffer.from('new'));
  });

  test('when settings of a device are changed, then each change sees the one before, and null is nothing', async () => {
    await db.devices.create({ id: 'cam-set', name: 'x', keyCiphertext: Buffer.from('k') });
    expect((await db.devices.find('cam-set'))?.settings).toBeNull();
    const set = (name: string) =>
      db.devices.changeSettings('cam-set', (settings) => ({ ...settings, [name]: 1 }));
    await Promise.all(['quality', 'gateThreshold', 'exposureLevel'].map(set));
    const both = { quality: 1, gateThreshold: 1, exposureLevel: 1 };
    expect((await db.devices.find('cam-set'))?.settings).toEqual(both);
    expect((await db.devices.list()).items.find(({ id }) => id === 'cam-set')?.settings).toEqual(both);
    expect((await db.devices.changeSettings('cam-set', () => null))?.settings).toBeNull();
    expect((await db.devices.find('cam-set'))?.settings).toBeNull();
    expect(await db.devices.changeSettings('cam-none', () => ({ quality: 1 }))).toBeUndefined();
  });

  test('when a device is heard of in any order, then the latest moment stays', async () => {
    await db.devices.create({ id: 'cam-touch', name: 'x', keyCiphertext: Buffer.from('k') });
    for (const time of ['10:00:00.250', '10:00:00.001', '09:00:00'])
      await db.devices.touch('cam-touch', at(time));
    expect((await db.devices.find('cam-touch'))?.lastSeenAt).toEqual(at('10:00:00.250'));
  });

  test('when a device is revoked twice, then the first moment stays', async () => {
    await db.devices.create({ id: 'cam-lost', name: 'x', keyCiphertext: Buffer.from('k') });
    await db.devices.revoke('cam-lost', at('08:00:00'));
    expect((await db.devices.revoke('cam-lost', at('09:00:00')))?.revokedAt).toEqual(at('08:00:00'));
    expect(await db.devices.revoke('cam-none')).toBeUndefined();
  });

  test('when a room is removed, then its devices stay without one', async () => {
    const room = await db.rooms.create({ name: 'To go' });
    await db.devices.create({ id: 'cam-left', name: 'x', roomId: room.id, keyCiphertext: Buffer.from('k') });
    expect((await db.devices.list({ roomId: room.id })).items.map((device) => device.id)).toEqual([
      'cam-left',
    ]);
    expect(await db.rooms.remove(room.id)).toBe(true);
    expect((await db.devices.find('cam-left'))?.roomId).toBeNull();
    expect((await db.devices.update('cam-left', { authMode: 'bearer' }))?.authMode).toBe('bearer');
  });

  test('when class sessions need a room or a course, then neither is removed', async () => {
    const { roomId, courseId, session } = await createScene(db);
    await expect(db.rooms.remove(roomId)).rejects.toEqual(new StillReferenced('class_sessions'));
    await expect(db.courses.remove(courseId)).rejects.toEqual(new StillReferenced('class_sessions'));
    expect(await db.sessions.remove(session.id)).toBe(true);
    expect(await db.courses.remove(courseId)).toBe(true);
  });

  test('when a class session has sightings, then it is not removed', async () => {
    const scene = await createScene(db);
    const { session } = scene;
    await db.attendance.recordFrame({
      session,
      sightings: [sighting(scene)],
      confirmations: [],
      decideStatus: () => 'present',
    });
    await expect(db.sessions.remove(session.id)).rejects.toBeInstanceOf(StillReferenced);
  });

  test('when a class session would end before it starts or open a day early, then it is refused', async () => {
    const { session } = await createScene(db);
    const ends = db.sessions.update(session.id, { endsAt: session.startsAt });
    await expect(ends).rejects.toEqual(new RuleViolation('ck_class_sessions__ends_after_start'));
    const opens = db.sessions.update(session.id, { opensBeforeMinutes: 1441 });
    await expect(opens).rejects.toEqual(new RuleViolation('ck_class_sessions__opens_within_a_day'));
    const { id: _, createdAt: __, ...fields } = session;
    await expect(db.sessions.create({ ...fields, roomId: NOBODY })).rejects.toEqual(
      new MissingReference('roomId'),
    );
    expect(await db.sessions.find(session.id)).toEqual(session);
  });

  test('when class sessions are listed by time, course and room, then only those come, in the order of starts', async () => {
    const { session, courseId, roomId } = await createScene(db);
    const earlier = await db.sessions.create({
      courseId,
      roomId,
      startsAt: at('07:00:00'),
      endsAt: at('08:00:00'),
    });
    expect((await db.sessions.list({ courseId })).items).toEqual([earlier, session]);
    expect((await db.sessions.list({ roomId, from: at('09:00:00') })).items).toEqual([session]);
    expect((await db.sessions.list({ roomId, to: at('09:00:00') })).items).toEqual([earlier]);
  });
});

describe('api keys and audit', () => {
  test('when a key is revoked, then it is found no more', async () => {
    const key = await db.apiKeys.create({ name: 'desk', role: 'staff', hash: 'f'.repeat(64) });
    expect(await db.apiKeys.findByHash('f'.repeat(64))).toEqual(key);
    const again = db.apiKeys.create({ name: 'x', role: 'admin', hash: 'f'.repeat(64) });
    await expect(again).rejects.toEqual(new UniqueViolation('hash'));
    await db.apiKeys.touch(key.id, at('10:00:00'));
    const revoked = await db.apiKeys.revoke(key.id, at('11:00:00'));
    expect(revoked).toEqual({ ...key, lastUsedAt: at('10:00:00'), revokedAt: at('11:00:00') });
    expect(await db.apiKeys.findByHash('f'.repeat(64))).toBeUndefined();
    expect((await db.apiKeys.list()).items).toEqual([revoked]);
  });

  test('when deeds are noted, then the newest comes first and nothing can change one', async () => {
    const entry = (subjectId: string) => ({
      actor: 'key-1',
      action: 'room.remove',
      subjectType: 'room',
      subjectId,
    });
    const first = await db.audit.append({
      ...entry('r1'),
      details: { was: 'A 1', devices: 2, open: false, by: null },
    });
    const second = await db.audit.append(entry('r1'));
    const other = await db.audit.append(entry('r2'));
    expect((await db.audit.list({ subjectType: 'room', subjectId: 'r1' })).items).toEqual([second, first]);
    expect((await db.audit.list({ limit: 1 })).items).toEqual([other]);
    expect(Object.keys(db.audit)).toEqual(['append', 'list', 'seal', 'head', 'verify']);
  });
});

describe('a list', () => {
  test('when rows come in while it is read, then none is missed and none comes twice', async () => {
    const names = Array.from({ length: 7 }, () => `List ${next().toString().padStart(4, '0')}`);
    for (const name of names) await db.rooms.create({ name });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof db.rooms.list>> = await db.rooms.list({ limit: 3, cursor });
      seen.push(...page.items.map((room) => room.name));
      await db.rooms.create({ name: `AAA before ${next()}` });
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen.filter((name) => name.startsWith('List'))).toEqual(names);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('when moments are equal, then the id keeps the pages apart', async () => {
    const { courseId, roomId } = await createScene(db);
    for (let n = 0; n < 4; n++) {
      await db.sessions.create({ courseId, roomId, startsAt: at('09:00:00'), endsAt: at('10:00:00') });
    }
    const first = await db.sessions.list({ courseId, limit: 3 });
    const second = await db.sessions.list({ courseId, limit: 3, cursor: first.nextCursor });
    expect(second.nextCursor).toBeNull();
    expect(new Set([...first.items, ...second.items].map((session) => session.id)).size).toBe(5);
  });

  test('when the cursor is no cursor or of another list, then it is refused', async () => {
    await createStudent(db);
    await createStudent(db);
    const { nextCursor } = await db.students.list({ limit: 1 });
    await expect(db.rooms.list({ cursor: nextCursor })).rejects.toThrow(InvalidCursor);
    await expect(db.sessions.list({ cursor: 'x' })).rejects.toThrow(InvalidCursor);
  });
});
