import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../open-database.ts';
import type { Page } from '../page.ts';
import type { ClassSession } from '../tables/class-session.ts';
import { type MigratedDatabase, openTestDatabase } from '../testing/open-test-database.ts';
import { admit, at, collect, createScene, type Scene, sighting } from '../testing/scene.ts';

let schema: MigratedDatabase;
let db: Database;
beforeAll(async () => {
  schema = await openTestDatabase();
  db = schema.db;
});
afterAll(() => schema.drop());

const see = (session: ClassSession, studentId: string, time = '09:01:00') =>
  db.attendance.recordFrame({
    session,
    sightings: [],
    confirmations: [{ studentId, firstSeenAt: at(time), lastSeenAt: at(time), score: 8, evidenceKey: null }],
    decideStatus: () => 'present',
  });

async function withPeople(count: number): Promise<{ scene: Scene; ids: string[] }> {
  const scene = await createScene(db);
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push((await admit(db, scene.courseId)).id);
  return { scene, ids };
}

async function readAll<T>(read: (cursor: string | null) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | null = null;
  do {
    const page = await read(cursor);
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return all;
}

describe('the attendance of a session', () => {
  test('when some were seen, then the whole roster is there in the order of numbers, with and without records', async () => {
    const { scene, ids } = await withPeople(5);
    await see(scene.session, ids[1] ?? '');
    await see(scene.session, ids[4] ?? '');
    const items = await readAll((cursor) =>
      db.attendance.listForSession(scene.session.id, { limit: 2, cursor }),
    );
    expect(items.map((item) => item.student.id)).toEqual(ids);
    expect(items.map((item) => item.record?.status ?? null)).toEqual([
      null,
      'present',
      null,
      null,
      'present',
    ]);
    expect(Object.keys(items[0]?.student ?? {})).toEqual([
      'id',
      'number',
      'name',
      'email',
      'linkEpoch',
      'createdAt',
    ]);
  });

  test('when someone with a record left the roster, then they are still there', async () => {
    const { scene, ids } = await withPeople(2);
    await see(scene.session, ids[0] ?? '');
    for (const id of ids) await db.rosters.remove(scene.courseId, id);
    const { items } = await db.attendance.listForSession(scene.session.id);
    expect(items.map((item) => item.student.id)).toEqual([ids[0]]);
  });

  test('when another session of the course has records, then they are not mixed in', async () => {
    const { scene, ids } = await withPeople(1);
    const { courseId, roomId } = scene;
    const other = await db.sessions.create({
      courseId,
      roomId,
      startsAt: at('13:00:00'),
      endsAt: at('14:00:00'),
    });
    await see(other, ids[0] ?? '', '13:01:00');
    expect((await db.attendance.listForSession(scene.session.id)).items).toMatchObject([{ record: null }]);
  });

  test('when the session does not exist, then the list is empty', async () => {
    const page = await db.attendance.listForSession('00000000-0000-7000-8000-000000000000');
    expect(page).toEqual({ items: [], nextCursor: null });
  });
});

describe('the counts of a session', () => {
  test('when some were seen, some marked by hand and some neither, then each is counted once', async () => {
    const { scene, ids } = await withPeople(5);
    await see(scene.session, ids[0] ?? '');
    await see(scene.session, ids[1] ?? '');
    await db.attendance.setManual(scene.session.id, ids[2] ?? '', 'excused', 'lecturer');
    await db.attendance.recordFrame({
      session: scene.session,
      sightings: [sighting(scene), sighting(scene), sighting(scene, { studentId: ids[0] ?? null })],
      confirmations: [],
      decideStatus: () => 'present',
    });
    expect(await db.attendance.countForSession(scene.session.id)).toEqual({
      present: 2,
      late: 0,
      absent: 0,
      excused: 1,
      unseen: 2,
      unknownSightings: 2,
    });
  });
});

describe('the attendance of a student', () => {
  test('when there are several sessions, then the newest comes first with its session', async () => {
    const { scene, ids } = await withPeople(1);
    const { courseId, roomId } = scene;
    const later = await db.sessions.create({
      courseId,
      roomId,
      startsAt: at('13:00:00'),
      endsAt: at('14:00:00'),
    });
    await see(later, ids[0] ?? '', '13:01:00');
    await see(scene.session, ids[0] ?? '');
    const items = await readAll((cursor) => db.attendance.listForStudent(ids[0] ?? '', { limit: 1, cursor }));
    expect(items.map((item) => item.session)).toEqual([later, scene.session]);
    expect(items[0]).toMatchObject({ status: 'present', firstSeenAt: at('13:01:00') });
  });
});

describe('the report', () => {
  test('when it spans several sessions, then it has a row for each person of each, by start and number', async () => {
    const { scene, ids } = await withPeople(3);
    const { courseId, roomId } = scene;
    const earlier = await db.sessions.create({
      courseId,
      roomId,
      startsAt: at('07:00:00'),
      endsAt: at('08:00:00'),
    });
    await db.sessions.create({ courseId, roomId, startsAt: at('20:00:00'), endsAt: at('21:00:00') });
    await see(scene.session, ids[2] ?? '');
    const rows = await collect(db.attendance.report({ from: at('00:00:00'), to: at('20:00:00'), courseId }));
    expect(rows.map((row) => [row.sessionId, row.studentId, row.status])).toEqual([
      ...ids.map((id) => [earlier.id, id, null]),
      ...ids.map((id, n) => [scene.session.id, id, n === 2 ? 'present' : null]),
    ]);
    const course = await db.courses.find(courseId);
    const room = await db.rooms.find(roomId);
    const student = await db.students.find(ids[2] ?? '');
    expect(rows.at(-1)).toEqual({
      group: null,
      leftEarly: null,
      sessionId: scene.session.id,
      startsAt: scene.session.startsAt,
      endsAt: scene.session.endsAt,
      courseId,
      courseCode: course?.code,
      courseName: course?.name,
      roomName: room?.name,
      studentId: student?.id,
      studentNumber: student?.number,
      studentName: student?.name,
      status: 'present',
      statusSource: 'camera',
      firstSeenAt: at('09:01:00'),
      lastSeenAt: at('09:01:00'),
      score: 8,
    });
  });

  test('when it asks for no course, then all are in it, and a span without sessions is empty', async () => {
    const rows = await collect(db.attendance.report({ from: at('00:00:00'), to: at('23:59:59') }));
    expect(new Set(rows.map((row) => row.courseId)).size).toBeGreaterThan(2);
    expect(await collect(db.attendance.report({ from: at('22:00:00'), to: at('23:00:00') }))).toEqual([]);
  });
});
