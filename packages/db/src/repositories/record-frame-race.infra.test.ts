import { sql, waitFor } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../open-database.ts';
import { deferred } from '../testing/deferred.ts';
import { type MigratedDatabase, openTestDatabase } from '../testing/open-test-database.ts';
import { admit, at, createScene, type Scene, sighting } from '../testing/scene.ts';
import type { Confirmation } from './mark.ts';

let schema: MigratedDatabase;
let pools: Database[];
let scene: Scene;
beforeAll(async () => {
  schema = await openTestDatabase();
  pools = [await schema.openAnother({ poolSize: 6 }), await schema.openAnother({ poolSize: 6 })];
});
afterAll(() => schema.drop());
beforeEach(async () => {
  scene = await createScene(schema.db);
});

const decideStatus = (seen: Date) => (seen <= at('09:15:00') ? 'present' : 'late');
const pool = (n: number) => pools[n % pools.length] as Database;
const rows = async (studentId: string) =>
  (await schema.db.attendance.listForSession(scene.session.id)).items.filter(
    (item) => item.student.id === studentId && item.record,
  );

const seenAt = (studentId: string, second: number): Confirmation => {
  const moment = new Date(at('09:00:00').getTime() + second * 1000);
  return {
    studentId,
    firstSeenAt: moment,
    lastSeenAt: moment,
    score: second,
    evidenceKey: `evidence/${second}`,
  };
};
const record = (db: Database, confirmations: Confirmation[]) =>
  db.attendance.recordFrame({
    session: scene.session,
    sightings: confirmations.map(({ studentId }) => sighting(scene, { studentId, candidateId: studentId })),
    confirmations,
    decideStatus,
  });

describe('many frames at once', () => {
  test('when they show one person, then there is one record from the first to the last', async () => {
    const { id } = await admit(schema.db, scene.courseId);
    const seconds = Array.from({ length: 60 }, (_, n) => (n * 37) % 60);
    const results = await Promise.all(seconds.map((second, n) => record(pool(n), [seenAt(id, second)])));
    expect(results.flat().filter((one) => one.result === 'created')).toHaveLength(1);
    expect(await sql(schema.url, `SELECT COUNT(*) FROM attendance_records WHERE student_id = '${id}'`)).toBe(
      '1',
    );
    expect((await rows(id))[0]?.record).toMatchObject({
      status: 'present',
      firstSeenAt: at('09:00:00'),
      lastSeenAt: at('09:00:59'),
      score: 59,
      evidenceKey: 'evidence/59',
    });
    const { items } = await schema.db.sightings.list({ sessionId: scene.session.id, limit: 200 });
    expect(items).toHaveLength(60);
  });

  test('when each shows the same people in another order, then each has one record and nobody fails', async () => {
    const ids = (await Promise.all(Array.from({ length: 6 }, () => admit(schema.db, scene.courseId)))).map(
      (student) => student.id,
    );
    const frames = Array.from({ length: 40 }, (_, n) => {
      const turned = [...ids.slice(n % ids.length), ...ids.slice(0, n % ids.length)];
      return (n % 2 === 0 ? turned : turned.toReversed()).map((id) => seenAt(id, n));
    });
    const results = await Promise.all(frames.map((frame, n) => record(pool(n), frame)));
    expect(results.flat().filter((one) => one.result === 'created')).toHaveLength(ids.length);
    for (const id of ids) {
      expect((await rows(id))[0]?.record).toMatchObject({
        firstSeenAt: at('09:00:00'),
        lastSeenAt: at('09:00:39'),
        score: 39,
      });
    }
  });

  test('when the same frame is handled by several at once, then its faces are there once', async () => {
    const { id } = await admit(schema.db, scene.courseId);
    const faces = [0, 1, 2].map((faceNumber) =>
      sighting(scene, { frameId: `${scene.deviceId}-same-1`, faceNumber }),
    );
    const frame = { session: scene.session, sightings: faces, confirmations: [seenAt(id, 1)], decideStatus };
    await Promise.all(Array.from({ length: 12 }, (_, n) => pool(n).attendance.recordFrame(frame)));
    expect((await schema.db.sightings.list({ sessionId: scene.session.id })).items).toHaveLength(3);
    expect(await rows(id)).toHaveLength(1);
  });

  test('when a status is set by hand among them, then it stays', async () => {
    const { id } = await admit(schema.db, scene.courseId);
    await Promise.all([
      ...Array.from({ length: 20 }, (_, n) => record(pool(n), [seenAt(id, n)])),
      pool(1).attendance.setManual(scene.session.id, id, 'excused', 'lecturer'),
    ]);
    expect((await rows(id))[0]?.record).toMatchObject({ status: 'excused', statusSource: 'manual' });
  });
});

describe('a withdrawal', () => {
  test('when it comes first and is not yet committed, then the frame waits for it and is refused', async () => {
    const { id } = await admit(schema.db, scene.courseId);
    const [withdrawn, commit] = [deferred(), deferred()];
    const withdrawal = pool(0).transaction(async (repositories) => {
      await repositories.consents.withdraw(id);
      withdrawn.resolve();
      await commit.promise;
    });
    await withdrawn.promise;
    const marking = record(pool(1), [seenAt(id, 1)]);
    commit.resolve();
    await withdrawal;
    expect(await marking).toEqual([{ studentId: id, result: 'refused', status: null }]);
    expect(await rows(id)).toEqual([]);
  });

  test('when something else ends the consent and is not yet committed, then the frame waits for that too', async () => {
    const { id } = await admit(schema.db, scene.courseId);
    const consent = `consents WHERE student_id = '${id}'`;
    const ending = sql(
      schema.url,
      `START TRANSACTION; UPDATE ${consent.replace('WHERE', 'SET withdrawn_at = NOW(3) WHERE')}; SELECT SLEEP(1); COMMIT`,
    );
    await waitFor('the update', () =>
      sql(schema.url, `SELECT id FROM ${consent} FOR UPDATE NOWAIT`).then(
        () => false,
        () => true,
      ),
    );
    expect(await record(pool(0), [seenAt(id, 1)])).toMatchObject([{ result: 'refused' }]);
    await ending;
  });

  test('when it crosses many frames, then all end and later frames are refused', async () => {
    const { id } = await admit(schema.db, scene.courseId);
    const marks = Array.from({ length: 20 }, (_, n) => record(pool(n), [seenAt(id, n)]));
    const withdrawal = pool(1).consents.withdraw(id);
    const results = (await Promise.all(marks)).flat();
    await withdrawal;
    expect(results.filter((one) => one.result === 'created').length).toBeLessThanOrEqual(1);
    expect(await record(pool(0), [seenAt(id, 50)])).toMatchObject([{ result: 'refused' }]);
  });
});

describe('a removal', () => {
  test('when a student is removed among frames and roster changes, then all end and nothing is left', async () => {
    const [gone, stays] = [await admit(schema.db, scene.courseId), await admit(schema.db, scene.courseId)];
    const work: Promise<unknown>[] = Array.from({ length: 20 }, (_, n) =>
      record(pool(n), [seenAt(gone.id, n), seenAt(stays.id, n)]),
    );
    work.push(pool(0).students.remove(gone.id), pool(1).rosters.remove(scene.courseId, gone.id));
    await Promise.all(work);
    expect(await rows(gone.id)).toEqual([]);
    expect(await rows(stays.id)).toHaveLength(1);
    expect(await sql(schema.url, `SELECT COUNT(*) FROM sightings WHERE student_id = '${gone.id}'`)).toBe('0');
  });
});
