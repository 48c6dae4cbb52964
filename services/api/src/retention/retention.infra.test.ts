import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { markEvidenceKey, studentPrefix, unknownEvidenceKey } from '@hadir/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { see } from '../testing/see.ts';
import { addCourse, addSession, addStudent, giveConsent } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';
import { runRetention } from './run-retention.ts';

const DAY_MS = 86_400_000;
let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.ask('POST', '/v1/devices', { json: { id: 'door', name: 'Door' } });
});
afterAll(() => api.close());

const put = (key: string) => api.objects.put(key, Buffer.from('crop'), { contentType: 'image/jpeg' });
const run = async (now = new Date()) => {
  const runs = await runRetention(api, { budgetMs: 60_000, now });
  return Object.fromEntries(runs.map(({ kind, deleted, error }) => [kind, error ?? deleted]));
};
const inDays = (days: number, from = Date.now()): Date => new Date(from + days * DAY_MS);
const is = async (key: string): Promise<boolean> => (await api.objects.head(key)) !== undefined;

/** A student on the roster of a session of 3 March 2025 that a camera has seen, with a crop of the mark and one of a stranger. */
async function seenOnce() {
  const studentId = await addStudent(api.ask);
  await giveConsent(api.ask, studentId);
  const { id: sessionId } = await addSession(api.ask, await addCourse(api.ask, [studentId]));
  const evidenceKey = markEvidenceKey(sessionId, studentId);
  const at = '2025-03-03T02:05:00Z';
  await see(api.database, { sessionId, deviceId: 'door', studentId, at, evidenceKey });
  const unknown = unknownEvidenceKey(sessionId, 'frame', 0);
  await see(api.database, { sessionId, deviceId: 'door', studentId: null, at, cropKey: unknown });
  await put(evidenceKey);
  await put(unknown);
  return { studentId, sessionId, evidenceKey, unknown };
}
const keysOf = async (sessionId: string): Promise<string[]> =>
  api.database.retention.evidenceOf(sessionId, 100);

test('when a session is young, then its crops stay; when it is old, then crops go before their sightings, and once', async () => {
  const one = await seenOnce();
  const ended = Date.parse('2025-03-03T03:40:00Z');
  expect(await run(inDays(89.9, ended))).toMatchObject({ evidence: 0, sightings: 0 });
  expect(await is(one.evidenceKey)).toBe(true);

  expect(await run(inDays(90.1, ended))).toMatchObject({ evidence: 2, sightings: 0, 'unknown-crops': 0 });
  expect([await is(one.evidenceKey), await is(one.unknown)]).toEqual([false, false]);
  expect(await keysOf(one.sessionId)).toEqual([]);
  const [item] = (await api.ask('GET', `/v1/sessions/${one.sessionId}/attendance`)).body.items;
  expect(item.record.status).toBe('present');

  expect(await run(inDays(90.1, ended))).toMatchObject({ evidence: 0 });
  expect(await run(inDays(400.1, ended))).toMatchObject({ evidence: 0, sightings: 2 });
  expect((await api.database.sightings.list({ sessionId: one.sessionId })).items).toEqual([]);
  expect(await run(inDays(400.1, ended))).toMatchObject({ sightings: 0 });
});

test('when a crop of nobody known is a day old, then it goes, its sighting names it no more, and young ones stay', async () => {
  const { sessionId, unknown, evidenceKey } = await seenOnce();
  const young = unknownEvidenceKey(sessionId, 'young', 0);
  await put(young);
  const longAgo = inDays(-1.01);
  await utimes(join(api.objectsRoot, unknown), longAgo, longAgo);
  await api.database.retention.markDone(sessionId, 'evidence');
  const due = await api.ask('GET', '/v1/retention/due');
  expect(due.body.due).toContainEqual({ kind: 'unknown-crops', unit: 'crops', due: 1 });
  expect(await run()).toMatchObject({ 'unknown-crops': 1 });
  expect([await is(unknown), await is(young), await is(evidenceKey)]).toEqual([false, true, true]);
  expect(await keysOf(sessionId)).toEqual([evidenceKey]);
  const { body } = await api.ask('GET', '/v1/retention/runs?kind=unknown-crops&limit=1');
  expect(body.items).toMatchObject([{ deleted: 1, isComplete: true, error: null }]);
  expect(Date.parse(body.items[0].oldestLeftAt)).toBeGreaterThan(longAgo.getTime());
});

test('when a run broke off after a crop and before its row, then the next one clears the row', async () => {
  const { sessionId, evidenceKey } = await seenOnce();
  await api.objects.delete(evidenceKey);
  await run(inDays(90.1));
  expect(await keysOf(sessionId)).toEqual([]);
});

test('when a consent ends, then the photos go with the next run; rejected ones go after a week', async () => {
  const [left, stays] = [await addStudent(api.ask), await addStudent(api.ask)];
  const photoOf = async (studentId: string, name: string) => {
    const objectKey = `${studentPrefix(studentId)}photos/${name}.jpg`;
    await put(objectKey);
    const { id, photos } = await api.database.enrolments.create({
      studentId,
      photos: [{ objectKey, sha256: 'a'.repeat(64) }],
    });
    return { id, objectKey, photoId: photos[0]?.id ?? '' };
  };
  for (const id of [left, stays]) await giveConsent(api.ask, id);
  const [gone, kept, rejected] = [
    await photoOf(left, 'a'),
    await photoOf(stays, 'b'),
    await photoOf(stays, 'c'),
  ];
  const verdict = { status: 'rejected', reason: 'no-face', measured: null, templates: [] } as const;
  await api.database.enrolments.finish(rejected.id, [{ photoId: rejected.photoId, ...verdict }]);
  expect(await run(inDays(0.001))).toMatchObject({ photos: 0 });
  await api.ask('DELETE', `/v1/students/${left}/consent`);
  expect(await run(inDays(0.001))).toMatchObject({ photos: 1 });
  expect([await is(gone.objectKey), await is(kept.objectKey), await is(rejected.objectKey)]).toEqual([
    false,
    true,
    true,
  ]);
  expect(await run(inDays(7.1))).toMatchObject({ photos: 1 });
  expect([await is(kept.objectKey), await is(rejected.objectKey)]).toEqual([true, false]);
});

test('when the object store is away, then the run says so and the other kinds go on', async () => {
  await seenOnce();
  const away = async (): Promise<never> => {
    throw new Error('the store is away');
  };
  const objects = { list: away, head: away, delete: away };
  const runs = await runRetention({ ...api, objects }, { budgetMs: 60_000, now: inDays(1) });
  expect(runs.map(({ kind, error }) => [kind, error])).toEqual([
    ['unknown-crops', 'Error: the store is away'],
    ['evidence', 'Error: the store is away'],
    ['sightings', null],
    ['photos', null],
  ]);
  expect(await run(inDays(1))).not.toHaveProperty('evidence', 0);
});

test('when the rules are changed, then crops may not outlive the sightings that name them', async () => {
  const { version } = (await api.ask('GET', '/v1/settings')).body;
  const change = (retention: object) => api.ask('PUT', '/v1/settings', { json: { version, retention } });
  expect((await change({ evidenceDays: 500 })).body.error.field).toBe('retention.sightingDays');
  const changed = await change({ evidenceDays: 500, sightingDays: 500 });
  expect(changed.body.retention).toMatchObject({
    unknownCropHours: 24,
    evidenceDays: 500,
    sightingDays: 500,
  });
  expect((await api.ask('POST', '/v1/retention/runs', { as: 'staff' })).status).toBe(403);
  expect((await api.ask('POST', '/v1/retention/runs')).body.runs).toHaveLength(4);
});

test('when a session whose crops went is moved ahead, then it is due again after its new end', async () => {
  const { sessionId } = await seenOnce();
  const dueBefore = (endedBefore: Date) =>
    api.database.retention.sessionsDue('evidence', endedBefore, 10_000);
  await run();
  expect(await dueBefore(new Date())).not.toContain(sessionId);
  const [startsAt, endsAt] = [inDays(2), inDays(2.05)].map((at) => at.toISOString());
  const moved = await api.ask('PATCH', `/v1/sessions/${sessionId}`, { json: { startsAt, endsAt } });
  expect(moved.status).toBe(200);
  expect(await dueBefore(inDays(1))).not.toContain(sessionId);
  expect(await dueBefore(inDays(3))).toContain(sessionId);
  await api.database.retention.markDone(sessionId, 'evidence', new Date());
  expect(await dueBefore(inDays(3))).toContain(sessionId);
});

test.each([
  ['is undone', '/v1/corrections'],
  ['goes with its student', '/v1/students'],
])('when a correction %s after its session was done, then what it kept is due again', async (_how, path) => {
  const { sessionId, studentId } = await seenOnce();
  const [sighting] = (await api.database.sightings.list({ sessionId, studentId })).items;
  const { body } = await api.ask('POST', `/v1/sightings/${sighting?.id}/corrections`, {
    json: { studentId, kind: 'not-this-person', reason: 'not her' },
  });
  await run();
  expect((await api.database.sightings.list({ sessionId })).items).toHaveLength(1);
  const id = path === '/v1/students' ? studentId : body.id;
  expect((await api.ask('DELETE', `${path}/${id}`)).status).toBeLessThan(300);
  await run();
  expect((await api.database.sightings.list({ sessionId })).items).toEqual([]);
});
