import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../open-database.ts';
import { type MigratedDatabase, openTestDatabase } from '../testing/open-test-database.ts';
import { admit, at, createScene, type Scene, sighting } from '../testing/scene.ts';

let opened: MigratedDatabase;
let db: Database;
let scene: Scene;
let ada: string;
let budi: string;
beforeAll(async () => {
  opened = await openTestDatabase();
  db = opened.db;
  scene = await createScene(db);
  ada = (await admit(db, scene.courseId)).id;
  budi = (await admit(db, scene.courseId)).id;
});
afterAll(() => opened.drop());

const present = () => 'present' as const;

/** Two frames of one presentation taken for `candidateId`, marked if `marked`. */
async function stay(minute: number, candidateId: string, marked: boolean): Promise<string> {
  const presentationId = randomUUID();
  const time = (second: number): Date => at(`09:0${minute}:0${second}`);
  const seen = [0, 1].map((second) =>
    sighting(scene, {
      ...{ capturedAt: time(second), candidateId, studentId: marked ? candidateId : null, presentationId },
      ...{ score: minute, engine: 'fused', modelVersion: 'm1' },
    }),
  );
  const confirmation = { firstSeenAt: time(0), lastSeenAt: time(1), score: minute, evidenceKey: null };
  for (const [index, each] of seen.entries())
    await db.attendance.recordFrame({
      session: scene.session,
      sightings: [each],
      confirmations: marked && index === 1 ? [{ studentId: candidateId, ...confirmation }] : [],
      decideStatus: present,
    });
  const { items } = await db.sightings.list({ sessionId: scene.session.id, presentationId });
  return items[0]?.id ?? '';
}

const correct = (sightingId: string, kind: 'this-person' | 'not-this-person', studentId: string) =>
  db.corrections.add({
    ...{ sightingId, kind, studentId, madeBy: 'staff', reason: '', cropKey: null, cropFrom: null },
    ...{ learningNote: null, learn: false, decideStatus: present },
  });

test('when staff have spoken of some sightings, then their presentations have their word and marks speak for themselves', async () => {
  await stay(1, ada, true);
  await correct(await stay(2, budi, true), 'not-this-person', budi);
  await correct(await stay(3, ada, false), 'this-person', ada);
  await correct(await stay(4, ada, false), 'this-person', budi);
  await stay(5, budi, false);
  const judged = await db.sightings.judged(scene.session.id);
  expect(judged.map(({ score, label }) => [score, label])).toEqual([
    ...[1, 1].map((score) => [score, 'genuine']),
    ...[2, 2].map((score) => [score, 'impostor']),
    ...[3, 3].map((score) => [score, 'genuine']),
    ...[4, 4].map((score) => [score, 'impostor']),
    ...[5, 5].map((score) => [score, null]),
  ]);
  expect(judged[0]).toMatchObject({ candidateId: ada, engine: 'fused', capturedAt: at('09:01:00') });
});

test('when a session has no sightings, then there are none', async () => {
  expect(await db.sightings.judged(randomUUID())).toEqual([]);
});
