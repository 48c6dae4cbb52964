import { markEvidenceKey, UNKNOWN_PREFIX } from '@hadir/contracts';
import { waitFor } from '@hadir/local-stack/testing';
import { subscribeGalleryChanged } from '@hadir/platform';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { photo } from '../testing/photos.ts';
import { see } from '../testing/see.ts';
import { addCourse, addSession, addStudent, giveConsent } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let studentId: string;
let otherId: string;
let courseId: string;
let sessionId: string;
const changed: string[] = [];
beforeAll(async () => {
  api = await startTestApi();
  await subscribeGalleryChanged(api.redis, ({ courseIds }) => changed.push(...courseIds));
  await api.ask('POST', '/v1/devices', { json: { id: 'door', name: 'Door' } });
});
afterAll(() => api.close());
beforeEach(async () => {
  [studentId, otherId] = [await addStudent(api.ask), await addStudent(api.ask)];
  courseId = await addCourse(api.ask, [studentId, otherId]);
  sessionId = (await addSession(api.ask, courseId)).id;
  for (const id of [studentId, otherId]) await giveConsent(api.ask, id);
});

const at = '2025-03-03T02:01:00.500Z';
const jpeg = { contentType: 'image/jpeg' };

async function seen(who: string | null, cropKey?: string) {
  const evidenceKey = markEvidenceKey(sessionId, studentId);
  if (who) await api.objects.put(evidenceKey, photo(), jpeg);
  await see(api.database, {
    sessionId,
    deviceId: 'door',
    studentId: who,
    at,
    ...(who && { evidenceKey }),
    ...(cropKey && { cropKey }),
  });
  const { body } = await api.ask('GET', `/v1/sessions/${sessionId}/sightings`);
  return body.items[0].id as string;
}

const correct = (sightingId: string, json: object, as = 'staff') =>
  api.ask('POST', `/v1/sightings/${sightingId}/corrections`, { json: { reason: 'a visitor', ...json }, as });

async function statusOf(id = studentId) {
  const { body } = await api.ask('GET', `/v1/sessions/${sessionId}/attendance`);
  const item = body.items.find(({ student }: { student: { id: string } }) => student.id === id);
  return item.record?.status ?? null;
}

async function switchAdaptation(adaptGallery: boolean) {
  const { version } = (await api.ask('GET', '/v1/settings')).body;
  await api.ask('PUT', '/v1/settings', { json: { version, adaptGallery } });
}

test('when staff say that a match is wrong, then the mark goes, the face is kept to learn from and the audit log says why', async () => {
  const sightingId = await seen(studentId);
  expect(await statusOf()).toBe('present');
  const { status, body, text } = await correct(sightingId, { kind: 'not-this-person' });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    sightingId,
    studentId,
    kind: 'not-this-person',
    hasCrop: true,
    learning: 'pending',
    mark: { before: 'present', after: null },
  });
  expect(text).not.toContain('students/');
  expect(await statusOf()).toBeNull();
  expect(await api.learnQueue.exists(body.id)).toBe(true);
  expect(await api.objects.head(markEvidenceKey(sessionId, studentId))).toBeUndefined();
  expect((await api.objects.list(`students/${studentId}/corrections/`, { limit: 5 })).keys).toHaveLength(1);
  const { items } = (await api.ask('GET', `/v1/audit?subjectType=correction&subjectId=${body.id}`)).body;
  expect(items).toMatchObject([
    {
      action: 'correction.create',
      details: { sightingId, studentId, statusBefore: 'present', statusAfter: null },
    },
  ]);
  expect((await api.ask('GET', `/v1/students/${studentId}/corrections`)).body.items).toEqual([body]);
  expect((await api.ask('GET', `/v1/corrections/${body.id}`)).body).toEqual(body);
});

test('when a correction is taken back, then mark and crop are there again and the galleries are told', async () => {
  const sightingId = await seen(studentId);
  const { id } = (await correct(sightingId, { kind: 'not-this-person' })).body;
  changed.length = 0;
  expect((await api.ask('DELETE', `/v1/corrections/${id}`, { as: 'staff' })).status).toBe(200);
  expect(await statusOf()).toBe('present');
  expect(await api.objects.head(markEvidenceKey(sessionId, studentId))).toBeDefined();
  expect((await api.objects.list(`students/${studentId}/corrections/`, { limit: 5 })).keys).toEqual([]);
  await waitFor('the announcement', () => changed.includes(courseId));
  expect((await api.ask('DELETE', `/v1/corrections/${id}`)).status).toBe(404);
  expect((await api.ask('GET', `/v1/sightings/${sightingId}/corrections`)).body.items).toEqual([]);
});

test('when no crop was kept, then the correction stands and says so', async () => {
  const sightingId = await seen(null);
  const named = await correct(sightingId, { kind: 'this-person', studentId });
  expect(named.body).toMatchObject({
    learning: 'none',
    hasCrop: false,
    mark: { before: null, after: 'present' },
  });
  const wrong = await correct(await seen(otherId), { kind: 'not-this-person', studentId: otherId });
  await api.objects.deletePrefix(`students/${otherId}/`);
  expect(wrong.status).toBe(201);
});

test('when an unknown is named, then the student is marked by hand, and the crop is no longer among the unknowns', async () => {
  const key = `${UNKNOWN_PREFIX}${sessionId}/frame-0.jpg`;
  await api.objects.put(key, photo(), jpeg);
  const sightingId = await seen(null, key);
  await switchAdaptation(true);
  const { body } = await correct(sightingId, { kind: 'this-person', studentId, addTemplate: true });
  expect(body).toMatchObject({
    learning: 'pending',
    hasCrop: true,
    mark: { before: null, after: 'present' },
  });
  expect(await statusOf()).toBe('present');
  expect(await api.objects.head(key)).toBeUndefined();
  await api.ask('DELETE', `/v1/corrections/${body.id}`);
  expect(await statusOf()).toBeNull();
  expect(await api.objects.head(key)).toBeDefined();
  expect((await api.database.sightings.find(sightingId))?.evidenceKey).toBe(key);
  await correct(sightingId, { kind: 'this-person', studentId });
  await api.ask('DELETE', `/v1/students/${studentId}`);
  expect((await api.database.sightings.find(sightingId))?.evidenceKey).toBeNull();
  expect((await api.objects.list(`students/${studentId}/`, { limit: 5 })).keys).toEqual([]);
});

test('when a correction contradicts another, then the refusal says what to do first', async () => {
  const sightingId = await seen(studentId);
  const early = await correct(sightingId, { kind: 'this-person', studentId: otherId });
  expect(early).toMatchObject({ status: 409, body: { error: { code: 'matched-to-another' } } });
  await correct(sightingId, { kind: 'not-this-person' });
  const again = await correct(sightingId, { kind: 'not-this-person' });
  expect(again).toMatchObject({ status: 409, body: { error: { code: 'already-corrected' } } });
  expect((await correct(sightingId, { kind: 'this-person', studentId: otherId })).status).toBe(201);
  const third = await addStudent(api.ask);
  const more = await correct(sightingId, { kind: 'this-person', studentId: third });
  expect(more.body.error.code).toBe('already-named');
});

test('when a face is to be added that must not be, then the refusal names the switch or the consent', async () => {
  const sightingId = await seen(null);
  const wanted = { kind: 'this-person', studentId, addTemplate: true };
  await switchAdaptation(false);
  expect((await correct(sightingId, wanted)).body.error).toMatchObject({ code: 'adaptation-off' });
  await switchAdaptation(true);
  await api.ask('DELETE', `/v1/students/${studentId}/consent`);
  expect((await correct(sightingId, wanted)).body.error).toMatchObject({ code: 'no-consent' });
  const wrong = await correct(sightingId, { kind: 'not-this-person', addTemplate: true });
  expect(wrong).toMatchObject({ status: 400, body: { error: { field: 'addTemplate' } } });
});

test('when a correction names nobody, a stranger to the roster or another than the candidate, then it is refused', async () => {
  const sightingId = await seen(null);
  expect((await correct(sightingId, { kind: 'not-this-person' })).status).toBe(422);
  expect((await correct(sightingId, { kind: 'this-person' })).status).toBe(400);
  expect((await correct(sightingId, { kind: 'not-this-person', studentId })).status).toBe(422);
  const stranger = await addStudent(api.ask);
  expect((await correct(sightingId, { kind: 'this-person', studentId: stranger })).status).toBe(422);
  const nobody = '00000000-0000-7000-8000-000000000000';
  expect((await correct(nobody, { kind: 'not-this-person' })).status).toBe(404);
  expect((await correct(sightingId, { kind: 'this-person', studentId }, 'viewer')).status).toBe(403);
});

test('when a template came of a correction, then it can be removed alone', async () => {
  const { id } = (await correct(await seen(studentId), { kind: 'not-this-person' })).body;
  const remove = () => api.ask('DELETE', `/v1/corrections/${id}/template`, { as: 'staff' });
  expect((await remove()).body.error.code).toBe('no-template');
  const template = { engine: 'deep', modelVersion: '1', keyId: 'k1', ciphertext: Buffer.from('sealed') };
  await api.database.corrections.finishLearning(id, { templates: [template], note: null, measured: null });
  expect((await remove()).body).toMatchObject({ learning: 'none', learningNote: 'removed' });
  expect(await api.database.correctionTemplates.countByStudent(studentId)).toBe(0);
});
