import { randomUUID } from 'node:crypto';
import { sql } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type MigratedDatabase, openTestDatabase } from '../../testing/open-test-database.ts';
import { admit, at, createScene, createStudent, type Scene, sighting } from '../../testing/scene.ts';
import type { NewSighting } from '../insert-sightings.ts';
import type { Outsider } from './note-reviews.ts';

let schema: MigratedDatabase;
let scene: Scene;
beforeAll(async () => {
  schema = await openTestDatabase();
});
afterAll(() => schema.drop());
beforeEach(async () => {
  scene = await createScene(schema.db);
});

const unknown = (presentationId: string | null, change: Partial<NewSighting> = {}) =>
  sighting(scene, { reason: 'below-threshold', presentationId, ...change });
const record = (sightings: NewSighting[], marked: string[] = [], outsiders: Outsider[] = []) =>
  schema.db.attendance.recordFrame({
    session: scene.session,
    sightings,
    outsiders,
    confirmations: marked.map((studentId) => ({
      studentId,
      firstSeenAt: at('09:01:00'),
      lastSeenAt: at('09:02:00'),
      score: 9,
      evidenceKey: null,
    })),
    decideStatus: () => 'present',
  });
const open = async () => (await schema.db.reviews.list({ state: 'open', sessionId: scene.session.id })).items;
const events = async (type: string): Promise<number> =>
  Number(
    await sql(
      schema.url,
      `SELECT COUNT(*) FROM outbox_events WHERE type = '${type}' AND session_id = '${scene.session.id}'`,
    ),
  );

test('when an unknown face is in many frames, then one item stands for its presentation, and one event is told', async () => {
  const presentationId = randomUUID();
  await record([unknown(presentationId, { capturedAt: at('09:05:00') })]);
  await record([unknown(presentationId, { capturedAt: at('09:07:00'), evidenceKey: 'unknown/x.jpg' })]);
  await record([unknown(presentationId, { capturedAt: at('09:04:00') })]);
  const items = await open();
  expect(items).toMatchObject([
    {
      kind: 'unknown',
      courseId: scene.courseId,
      deviceId: scene.deviceId,
      sightings: 3,
      presentations: 1,
      firstSeenAt: at('09:04:00'),
      lastSeenAt: at('09:07:00'),
    },
  ]);
  const shown = await schema.db.sightings.find(items[0]?.sightingId ?? '');
  expect(shown?.evidenceKey).toBe('unknown/x.jpg');
  expect(await events('face.unknown')).toBe(1);
});

test('when a frame is recorded twice, then nothing comes twice', async () => {
  const face = unknown(randomUUID());
  await record([face]);
  await record([face]);
  await record([unknown(null)]);
  expect(await open()).toHaveLength(2);
  expect(await events('face.unknown')).toBe(2);
});

test('when a poor face is seen, or a match, then nobody has to look', async () => {
  const student = await admit(schema.db, scene.courseId);
  await record([
    unknown(randomUUID(), { reason: 'poor-quality' }),
    unknown(randomUUID(), { reason: 'match', studentId: student.id, faceNumber: 1 }),
  ]);
  expect(await open()).toEqual([]);
});

test('when the person of a presentation is marked after all, then its item is settled, in whatever order', async () => {
  const student = await admit(schema.db, scene.courseId);
  const presentationId = randomUUID();
  const match = () => unknown(presentationId, { reason: 'match', studentId: student.id });
  await record([unknown(presentationId)]);
  expect(await open()).toHaveLength(1);
  await record([match()]);
  expect(await open()).toHaveLength(1);
  await record([match()], [student.id]);
  expect(await open()).toEqual([]);
  await record([unknown(presentationId, { reason: 'ambiguous' })]);
  expect(await open()).toEqual([]);
  await record([unknown(presentationId, { reason: 'spoof-suspected' })]);
  expect(await open()).toMatchObject([{ kind: 'spoof-suspected' }]);
});

test('when presentations are of one group, then one item stands for them, and what is ignored stays ignored', async () => {
  const unknownGroupId = randomUUID();
  for (const _ of [1, 2]) await record([unknown(randomUUID(), { unknownGroupId })]);
  const [item] = await open();
  expect(await open()).toMatchObject([{ presentations: 2, sightings: 2 }]);
  expect(await schema.db.reviews.counts({ state: 'open', sessionId: scene.session.id })).toMatchObject({
    unknown: 1,
    ambiguous: 0,
  });
  const nothing = { studentId: null, correctionIds: [], enrolmentId: null };
  const ignore = { ...nothing, action: 'ignore', actor: 'user:1', reason: 'visitor' } as const;
  const action = await schema.db.reviews.act(item?.id ?? '', ignore);
  expect(await open()).toEqual([]);
  expect(await schema.db.reviews.act(item?.id ?? '', ignore)).toBeUndefined();
  await record([unknown(randomUUID(), { unknownGroupId })]);
  expect(await open()).toEqual([]);
  expect(await events('face.unknown')).toBe(2);
  const undone = await schema.db.reviews.undo(action?.id ?? '', 'user:2');
  expect(undone).toMatchObject({ undoneBy: 'user:2' });
  expect(await open()).toMatchObject([{ presentations: 3, actionId: null }]);
  expect(await schema.db.reviews.undo(action?.id ?? '', 'user:2')).toBeUndefined();
});

test('when the campus knows who it is, then the item says so, and nobody is marked', async () => {
  const outsider = await createStudent(schema.db);
  const presentationId = randomUUID();
  await record([unknown(presentationId)]);
  await record([unknown(presentationId)], [], [{ presentationId, studentId: outsider.id, score: 0.8 }]);
  await record([unknown(presentationId)]);
  expect(await open()).toMatchObject([
    { kind: 'not-on-roster', outsiderId: outsider.id, outsiderScore: 0.8 },
  ]);
  expect(await schema.db.attendance.find(scene.session.id, outsider.id)).toBeUndefined();
  await schema.db.students.remove(outsider.id);
  expect(await open()).toMatchObject([{ kind: 'not-on-roster', outsiderId: null }]);
});

test('when a camera marks, then it is told once, and again only when the status changes', async () => {
  const student = await admit(schema.db, scene.courseId);
  const match = () => unknown(randomUUID(), { reason: 'match', studentId: student.id });
  await record([match()], [student.id]);
  await record([match()], [student.id]);
  expect(await events('attendance.marked')).toBe(1);
  await schema.db.attendance.setManual(scene.session.id, student.id, 'excused', 'user:1');
  expect(await events('attendance.marked')).toBe(2);
});

test('when items are listed by course, page by page, then all come and no others', async () => {
  for (let made = 0; made < 5; made += 1) await record([unknown(randomUUID())]);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof schema.db.reviews.list>> = await schema.db.reviews.list({
      state: 'open',
      courseIds: [scene.courseId],
      limit: 2,
      cursor,
    });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor);
  expect(new Set(seen).size).toBe(5);
  const none = await schema.db.reviews.list({ state: 'open', courseIds: [] });
  expect(none.items).toEqual([]);
});
