import { sql } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MissingReference } from '../errors.ts';
import type { Database } from '../open-database.ts';
import { type MigratedDatabase, openTestDatabase } from '../testing/open-test-database.ts';
import { admit, at, createScene, createStudent, type Scene, sighting } from '../testing/scene.ts';
import type { NewSighting } from './insert-sightings.ts';
import type { Confirmation, DecideStatus } from './mark.ts';

const NOBODY = '00000000-0000-7000-8000-000000000000';
const decideStatus: DecideStatus = (seen) => {
  if (seen < at('08:45:00') || seen >= at('10:30:00')) return undefined;
  return seen <= at('09:15:00') ? 'present' : 'late';
};

let schema: MigratedDatabase;
let db: Database;
let scene: Scene;
beforeAll(async () => {
  schema = await openTestDatabase();
  db = schema.db;
});
afterAll(() => schema.drop());
beforeEach(async () => {
  scene = await createScene(db);
});

const confirmation = (studentId: string, first: string, last = first, score = 8): Confirmation => ({
  studentId,
  firstSeenAt: at(first),
  lastSeenAt: at(last),
  score,
  evidenceKey: `evidence/${score}`,
});
const record = (confirmations: Confirmation[], sightings: NewSighting[] = []) =>
  db.attendance.recordFrame({ session: scene.session, sightings, confirmations, decideStatus });
const recordOf = async (studentId: string) =>
  (await db.attendance.listForSession(scene.session.id)).items.find((item) => item.student.id === studentId)
    ?.record;

describe('recordFrame', () => {
  test('when a person is confirmed, then a record is created with what was seen', async () => {
    const { id } = await admit(db, scene.courseId);
    expect(await record([confirmation(id, '09:20:00.123', '09:20:04.567', 8.25)])).toEqual([
      { studentId: id, result: 'created', status: 'late' },
    ]);
    expect(await recordOf(id)).toEqual({
      id: expect.any(String),
      sessionId: scene.session.id,
      studentId: id,
      status: 'late',
      statusSource: 'camera',
      firstSeenAt: at('09:20:00.123'),
      lastSeenAt: at('09:20:04.567'),
      score: 8.25,
      evidenceKey: 'evidence/8.25',
      leftEarly: null,
      createdAt: expect.any(Date),
      updatedAt: expect.any(Date),
    });
  });

  test('when an earlier frame comes late, then first seen and the status follow it', async () => {
    const { id } = await admit(db, scene.courseId);
    await record([confirmation(id, '09:20:00', '09:21:00', 9)]);
    expect(await record([confirmation(id, '09:10:00', '09:10:05', 7)])).toEqual([
      { studentId: id, result: 'updated', status: 'present' },
    ]);
    expect(await recordOf(id)).toMatchObject({
      status: 'present',
      firstSeenAt: at('09:10:00'),
      lastSeenAt: at('09:21:00'),
      score: 9,
      evidenceKey: 'evidence/9',
    });
  });

  test('when the same frame comes again, then nothing is written twice and nothing changes', async () => {
    const { id } = await admit(db, scene.courseId);
    const seen = [sighting(scene, { studentId: id, candidateId: id })];
    const twin = { ...(seen[0] as NewSighting), faceNumber: 1, studentId: null };
    await record([confirmation(id, '09:01:00')], [...seen, twin]);
    const before = await recordOf(id);
    const changed = seen.map((one) => ({ ...one, score: 99 }));
    expect(await record([confirmation(id, '09:01:00')], [...changed, twin])).toEqual([
      { studentId: id, result: 'unchanged', status: 'present' },
    ]);
    expect(await recordOf(id)).toEqual(before);
    const { items } = await db.sightings.list({ sessionId: scene.session.id });
    expect(items).toHaveLength(2);
    expect(items.find((one) => one.faceNumber === 0)).toMatchObject(seen[0] as NewSighting);
  });

  test('when consent is missing or withdrawn, or the person is not on the roster, then the mark is refused', async () => {
    const consenting = await admit(db, scene.courseId);
    const withdrawn = await admit(db, scene.courseId);
    await db.consents.withdraw(withdrawn.id);
    const elsewhere = await admit(db, (await createScene(db)).courseId);
    const unasked = await createStudent(db);
    await db.rosters.add(scene.courseId, [unasked.id]);
    const people = [withdrawn.id, elsewhere.id, consenting.id, unasked.id, NOBODY];
    const results = await record(people.map((id) => confirmation(id, '09:01:00')));
    const of = (id: string) => results.find((one) => one.studentId === id)?.result;
    expect(people.map(of)).toEqual(['refused', 'refused', 'created', 'refused', 'refused']);
    expect(
      await sql(
        schema.url,
        `SELECT COUNT(*) FROM attendance_records WHERE session_id = '${scene.session.id}'`,
      ),
    ).toBe('1');
  });

  test('when the rule marks nobody at that time, then the mark is refused', async () => {
    const { id } = await admit(db, scene.courseId);
    expect(await record([confirmation(id, '08:00:00')])).toEqual([
      { studentId: id, result: 'refused', status: null },
    ]);
    expect(await recordOf(id)).toBeNull();
  });

  test('when a person set the status, then cameras leave it and add what they see', async () => {
    const { id } = await admit(db, scene.courseId);
    await db.attendance.setManual(scene.session.id, id, 'excused', 'lecturer');
    expect(await record([confirmation(id, '09:01:00')])).toEqual([
      { studentId: id, result: 'updated', status: 'excused' },
    ]);
    expect(await recordOf(id)).toMatchObject({
      status: 'excused',
      statusSource: 'manual',
      firstSeenAt: at('09:01:00'),
    });
  });

  test('when a person corrects a camera, then the audit log knows who and what was before', async () => {
    const { id } = await admit(db, scene.courseId);
    await record([confirmation(id, '09:20:00')]);
    const after = await db.attendance.setManual(scene.session.id, id, 'present', 'lecturer');
    expect(await recordOf(id)).toEqual(after);
    expect(after).toMatchObject({ status: 'present', statusSource: 'manual', firstSeenAt: at('09:20:00') });
    const { items } = await db.audit.list({ subjectType: 'attendance-record', subjectId: after.id });
    expect(items).toMatchObject([
      {
        actor: 'lecturer',
        action: 'attendance.set',
        details: { before: 'late', status: 'present', studentId: id },
      },
    ]);
    await record([confirmation(id, '09:30:00')]);
    expect(await recordOf(id)).toMatchObject({ status: 'present', lastSeenAt: at('09:30:00') });
  });

  test('when a status is set for a session or a person that is not there, then it is refused', async () => {
    const { id } = await createStudent(db);
    const set = (sessionId: string) => db.attendance.setManual(sessionId, id, 'present', 'x');
    await expect(set(NOBODY)).rejects.toEqual(new MissingReference('sessionId'));
    await expect(set(scene.session.id)).rejects.toEqual(new MissingReference('studentId'));
  });

  test('when the frame names people who are gone, then the sighting is kept without them', async () => {
    const gone = await admit(db, scene.courseId);
    const seen = sighting(scene, {
      studentId: gone.id,
      candidateId: gone.id,
      runnerUpId: NOBODY,
      margin: 0.5,
    });
    await db.students.remove(gone.id);
    await record([], [seen]);
    const { items } = await db.sightings.list({ sessionId: scene.session.id });
    expect(items).toMatchObject([{ ...seen, studentId: null, candidateId: null, runnerUpId: null }]);
  });

  test('when the session or the device does not exist, then nothing is written', async () => {
    const frame = { sightings: [sighting(scene)], confirmations: [], decideStatus };
    const lost = db.attendance.recordFrame({ ...frame, session: { id: NOBODY } });
    await expect(lost).rejects.toEqual(new MissingReference('sessionId'));
    const strange = record([], [sighting(scene, { deviceId: 'cam-strange' })]);
    await expect(strange).rejects.toEqual(new MissingReference('deviceId'));
    expect((await db.sightings.list({ sessionId: scene.session.id })).items).toEqual([]);
  });

  test('when a box lies between pixels or over the edge, then it is rounded', async () => {
    await record([], [sighting(scene, { box: { x: -3.6, y: 0.4, width: 99.5, height: 100.49 } })]);
    const { items } = await db.sightings.list({ sessionId: scene.session.id });
    expect(items[0]?.box).toEqual({ x: -4, y: 0, width: 100, height: 100 });
  });
});
