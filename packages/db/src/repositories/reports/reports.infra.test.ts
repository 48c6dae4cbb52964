import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../open-database.ts';
import { type MigratedDatabase, openTestDatabase } from '../../testing/open-test-database.ts';
import { admit, at, createScene, type Scene, sighting } from '../../testing/scene.ts';

let migrated: MigratedDatabase;
let db: Database;
let scene: Scene;
const day = { from: at('00:00:00'), to: new Date('2026-03-03T00:00:00Z') };
beforeAll(async () => {
  migrated = await openTestDatabase();
  db = migrated.db;
  scene = await createScene(db);
});
afterAll(() => migrated.drop());

test('when faces were seen, then quality counts the unknown and the corrected and means the matches', async () => {
  const { id } = await admit(db, scene.courseId);
  const match = { studentId: id, candidateId: id, reason: 'match', margin: 4 };
  const sightings = [
    sighting(scene, { ...match, score: 8 }),
    sighting(scene, { ...match, score: 10 }),
    sighting(scene, { score: 1 }),
  ];
  const decideStatus = () => 'present' as const;
  await db.attendance.recordFrame({ session: scene.session, sightings, confirmations: [], decideStatus });
  const quality = await db.reports.recognitionQuality({ ...day, offsetMinutes: 420 });
  expect(quality).toEqual([
    {
      ...{ day: '2026-03-02', sightings: 3, unknown: 1, corrected: 0 },
      ...{ meanScore: 9, meanMargin: 4, meanQuality: 0.5 },
    },
  ]);
  const elsewhere = await db.reports.recognitionQuality({ ...day, offsetMinutes: 420, courseIds: [] });
  expect(elsewhere).toEqual([]);
});

test('when a device came and went, then its hours are those of its spans within the days', async () => {
  const { deviceId, roomId } = scene;
  const change = (state: 'online' | 'offline', time: string) =>
    db.deviceSpans.change({ deviceId, state, lastSeenAt: at(time) }, at(time));
  await change('online', '08:00:00');
  await change('offline', '10:00:00');
  await change('online', '11:00:00');
  const [device] = await db.reports.deviceUptime({ ...day, roomId }, at('12:00:00'));
  expect(device).toMatchObject({
    deviceId,
    knownSeconds: 4 * 3600,
    onlineSeconds: 3 * 3600,
    sessions: 1,
    sessionsSeen: 1,
    sightings: 3,
  });
  const [early] = await db.reports.deviceUptime({ ...day, to: at('09:00:00'), roomId }, at('12:00:00'));
  expect(early).toMatchObject({ knownSeconds: 3600, onlineSeconds: 3600, sessions: 0 });
});

test('when a record is written, then the day counts it at once, and a group that nobody is in does not', async () => {
  const span = { ...day, offsetMinutes: 420 };
  const [before] = await db.reports.dailySummary(span, at('08:00:00'));
  const another = await createScene(db);
  const { id } = await admit(db, another.courseId);
  await db.attendance.setManual(another.session.id, id, 'late', 'user:test');
  const [after] = await db.reports.dailySummary(span, at('08:00:00'));
  expect(after).toMatchObject({ sessions: (before?.sessions ?? 0) + 1, late: 1 });
  expect(await db.reports.dailySummary({ ...span, group: 'A' }, at('08:00:00'))).toMatchObject([{ late: 0 }]);
});
