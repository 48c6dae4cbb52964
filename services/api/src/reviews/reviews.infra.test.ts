import { randomUUID } from 'node:crypto';
import type { NewSighting } from '@hadir/db';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addLecturer } from '../testing/lecturer.ts';
import { see } from '../testing/see.ts';
import { addCourse, addSession, addStudent, giveConsent, walk } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

const nobody = '00000000-0000-7000-8000-000000000000';
const crop = Buffer.from([0xff, 0xd8, 0x01, 0x02, 0xff, 0xd9]);
let api: TestApi;
let siti: string;
let courseId: string;
let sessionId: string;
beforeAll(async () => {
  api = await startTestApi();
  await api.ask('POST', '/v1/devices', { json: { id: 'door', name: 'Door' } });
});
afterAll(() => api.close());
beforeEach(async () => {
  siti = await addStudent(api.ask);
  await giveConsent(api.ask, siti);
  courseId = await addCourse(api.ask, [siti]);
  sessionId = (await addSession(api.ask, courseId)).id;
});

const unknown = async (figures: Partial<NewSighting> = {}, cropKey?: string) => {
  if (cropKey) await api.objects.put(cropKey, crop, { contentType: 'image/jpeg' });
  const presented = { presentationId: randomUUID(), ...figures };
  const at = '2025-03-03T02:05:00Z';
  const seen = { sessionId, deviceId: 'door', studentId: null, at, figures: presented };
  await see(api.database, { ...seen, ...(cropKey && { cropKey }) });
};
const kept = () => `unknown/${sessionId}/${randomUUID()}.jpg`;
const inbox = async (query = '', as = 'staff') =>
  (await api.ask('GET', `/v1/reviews?sessionId=${sessionId}${query}`, { as })).body;
const act = (id: string, action: string, json: object = {}, as = 'staff') =>
  api.ask('POST', `/v1/reviews/${id}/${action}`, { json: { reason: 'I know her', ...json }, as });
const undo = (actionId: string, as = 'staff') =>
  api.ask('POST', `/v1/reviews/actions/${actionId}/undo`, { as });
const record = () => api.database.attendance.find(sessionId, siti);
const only = async (query = '') => (await inbox(query)).items[0];

test('when faces wait, then the inbox shows each presentation once, with counts, and filters hold', async () => {
  await unknown();
  await unknown({ reason: 'ambiguous', candidateId: siti });
  await unknown({ reason: 'spoof-suspected' });
  await unknown({ reason: 'poor-quality' });
  const page = await inbox();
  expect(page.counts).toMatchObject({ unknown: 1, ambiguous: 1, 'spoof-suspected': 1, dispute: 0 });
  expect(page.items).toHaveLength(3);
  expect(page.items[1]).toMatchObject({
    kind: 'ambiguous',
    courseId,
    deviceId: 'door',
    presentations: 1,
    sightings: 1,
    sighting: { candidateId: siti, reason: 'ambiguous' },
    evidence: null,
    actionId: null,
  });
  expect((await inbox('&kind=ambiguous')).items).toHaveLength(1);
  expect((await inbox('&kind=ambiguous')).counts).toMatchObject({ unknown: 1 });
  expect((await inbox('&from=2025-03-03T03:00:00Z')).items).toEqual([]);
  expect((await inbox('&to=2025-03-03T03:00:00Z')).items).toHaveLength(3);
  expect((await inbox('&state=ignored')).items).toEqual([]);
  expect(await walk(api.ask, `/v1/reviews?courseId=${courseId}`, 2)).toEqual(page.items);
  expect(JSON.stringify(page)).not.toContain('.jpg');
});

test('when a face is assigned, then the student is marked, and undoing puts the mark, the crop and the item back', async () => {
  const key = kept();
  await unknown({}, key);
  const { id, evidence, sighting } = await only();
  expect(evidence.path).toBe(`/v1/sightings/${sighting.id}/evidence`);
  const { status, body } = await act(id, 'assign', { studentId: siti });
  expect(status).toBe(200);
  expect(body).toMatchObject({ action: 'assign', studentId: siti, correctionIds: [expect.any(String)] });
  expect(await record()).toMatchObject({ status: 'present', statusSource: 'manual' });
  expect(await api.objects.head(key)).toBeUndefined();
  expect((await inbox()).items).toEqual([]);
  expect((await inbox('&state=done')).items).toMatchObject([{ id, actionId: body.id }]);
  expect((await undo(body.id)).body).toMatchObject({ id: body.id, undoneAt: expect.any(String) });
  expect(await record()).toBeUndefined();
  expect(await api.objects.get(key)).toEqual(crop);
  expect((await inbox()).items).toMatchObject([{ id, actionId: null }]);
  expect((await undo(body.id)).body.error.code).toBe('undone');
  const { body: details } = await api.ask('GET', `/v1/reviews/${id}`);
  expect(details.actions).toMatchObject([
    { id: body.id, reason: 'I know her', undoneAt: expect.any(String) },
  ]);
});

test('when a group of unknowns is assigned, then each presentation is corrected, and all is undone as one', async () => {
  const unknownGroupId = randomUUID();
  for (const _ of [1, 2, 3]) await unknown({ unknownGroupId }, kept());
  const { items } = await inbox();
  expect(items).toMatchObject([{ presentations: 3 }]);
  expect((await api.ask('GET', `/v1/reviews/${items[0].id}`)).body.members).toHaveLength(3);
  const { body } = await act(items[0].id, 'assign', { studentId: siti });
  expect(body.correctionIds).toHaveLength(3);
  expect((await api.ask('GET', `/v1/students/${siti}/corrections`)).body.items).toHaveLength(3);
  await undo(body.id);
  expect((await api.ask('GET', `/v1/students/${siti}/corrections`)).body.items).toEqual([]);
  expect(await record()).toBeUndefined();
  expect((await inbox()).items).toMatchObject([{ presentations: 3 }]);
});

test('when one who is not on the roster is assigned, then it is refused, and nothing is left behind', async () => {
  const outsider = await addStudent(api.ask);
  await unknown({}, kept());
  const { id } = await only();
  const refused = await act(id, 'assign', { studentId: outsider });
  expect(refused.status).toBe(422);
  expect(refused.body.error.code).toBe('not-on-roster');
  expect((await act(id, 'assign', {})).body.error.field).toBe('studentId');
  expect((await api.ask('GET', `/v1/students/${outsider}/corrections`)).body.items).toEqual([]);
  expect((await inbox()).items).toHaveLength(1);
  expect((await act(nobody, 'ignore')).status).toBe(404);
});

test('when two act on an item at once, then one is taken, and the other changes nothing', async () => {
  const budi = await addStudent(api.ask);
  await api.ask('POST', `/v1/courses/${courseId}/roster`, { json: { studentIds: [budi] } });
  await unknown();
  const { id } = await only();
  const answers = await Promise.all([act(id, 'assign', { studentId: siti }), act(id, 'ignore')]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  const isAssigned = answers[0]?.status === 200;
  expect((await record())?.status ?? null).toBe(isAssigned ? 'present' : null);
  expect((await act(id, 'ignore')).body.error.code).toBe('not-open');
});

test('when it is not who it is most like, then the face counts against that student, until that is undone', async () => {
  await unknown({ candidateId: siti, reason: 'ambiguous' }, kept());
  const { id } = await only();
  const { body } = await act(id, 'not-this-person');
  expect(body).toMatchObject({ studentId: siti, correctionIds: [expect.any(String)] });
  const { items } = (await api.ask('GET', `/v1/students/${siti}/corrections`)).body;
  expect(items).toMatchObject([{ kind: 'not-this-person', reason: 'I know her' }]);
  await undo(body.id);
  expect((await api.ask('GET', `/v1/students/${siti}/corrections`)).body.items).toEqual([]);
  await unknown({ presentationId: randomUUID(), candidateId: null });
  const newest = await only('&kind=unknown');
  expect((await act(newest.id, 'not-this-person')).body.error.field).toBe('studentId');
});

test('when a face is enrolled, then it goes through the gate with consent, the student is marked, and undoing removes it', async () => {
  await unknown({}, kept());
  const { id } = await only();
  const { body } = await act(id, 'enrol', { studentId: siti });
  const enrolment = await api.ask('GET', `/v1/enrolments/${body.enrolmentId}`);
  expect(enrolment.body).toMatchObject({ studentId: siti, status: 'pending', photos: [{}] });
  expect(await api.enrolQueue.exists(body.enrolmentId)).toBe(true);
  expect(await record()).toMatchObject({ status: 'present' });
  const found = await api.database.enrolments.find(body.enrolmentId);
  const photoKey = found?.photos[0]?.objectKey ?? '';
  expect(await api.objects.get(photoKey)).toEqual(crop);
  await undo(body.id);
  expect((await api.ask('GET', `/v1/enrolments/${body.enrolmentId}`)).status).toBe(404);
  expect(await api.objects.head(photoKey)).toBeUndefined();
  expect(await record()).toBeUndefined();
});

test('when there is no consent or no crop to enrol, then it is refused and no mark is left', async () => {
  await unknown();
  const { id } = await only();
  expect((await act(id, 'enrol', { studentId: siti })).body.error.code).toBe('no-crop');
  await api.ask('DELETE', `/v1/students/${siti}/consent`);
  await unknown({}, kept());
  const withCrop = await only();
  expect((await act(withCrop.id, 'enrol', { studentId: siti })).body.error.code).toBe('no-consent');
  expect(await record()).toBeUndefined();
  expect((await inbox()).items).toHaveLength(2);
});

test('when several are ignored at once, then each has its own result', async () => {
  for (const _ of [1, 2]) await unknown();
  const ids = (await inbox()).items.map((item: { id: string }) => item.id);
  const json = { ids: [...ids, nobody], action: 'ignore', reason: 'a poster' };
  const { body } = await api.ask('POST', '/v1/reviews/actions', { json, as: 'staff' });
  expect(body.items).toMatchObject([
    { id: ids[0], action: { action: 'ignore', reason: 'a poster' }, error: null },
    { id: ids[1], action: { action: 'ignore' }, error: null },
    { id: nobody, action: null, error: { code: 'not-found' } },
  ]);
  expect((await inbox('&state=ignored')).items).toHaveLength(2);
  await undo(body.items[0].action.id);
  expect((await inbox()).items).toHaveLength(1);
});

test('when a lecturer looks, then only items of her courses are hers, and enrolling is for staff', async () => {
  await unknown();
  const [own, other] = [await addLecturer(api), await addLecturer(api)];
  await api.database.courseLecturers.add(courseId, own.id);
  expect((await inbox('', own.as)).items).toHaveLength(1);
  expect(await inbox('', other.as)).toMatchObject({ items: [], counts: { unknown: 0 } });
  const { id } = await only();
  expect((await api.ask('GET', `/v1/reviews/${id}`, { as: other.as })).status).toBe(403);
  expect((await act(id, 'ignore', {}, other.as)).status).toBe(403);
  expect((await act(id, 'enrol', { studentId: siti }, own.as)).status).toBe(403);
  const { body } = await act(id, 'ignore', {}, own.as);
  expect((await undo(body.id, other.as)).status).toBe(403);
  expect((await undo(body.id, own.as)).status).toBe(200);
});

test('when a person seen is not on the roster, then the item names them, and saying no closes it', async () => {
  const outsider = await addStudent(api.ask);
  const presentationId = randomUUID();
  const session = await api.database.sessions.find(sessionId);
  if (!session) throw new Error('no session');
  await unknown({ presentationId });
  const { items } = await api.database.sightings.list({ sessionId });
  const { id: _id, sessionId: _session, ...sighting } = items[0] ?? ({} as never);
  await api.database.attendance.recordFrame({
    session,
    sightings: [{ ...sighting, frameId: `door-${randomUUID()}` }],
    confirmations: [],
    decideStatus: () => 'present',
    outsiders: [{ presentationId, studentId: outsider, score: 0.7 }],
  });
  const item = await only();
  expect(item).toMatchObject({ kind: 'not-on-roster', outsider: { studentId: outsider, score: 0.7 } });
  expect((await api.ask('GET', `/v1/students/${outsider}/attendance`)).body.items).toEqual([]);
  const { body } = await act(item.id, 'not-this-person');
  expect(body).toMatchObject({ studentId: outsider, correctionIds: [] });
});

test('when reviews are told of in the audit log, then it holds ids and no reasons', async () => {
  await unknown();
  const { id } = await only();
  const { body } = await act(id, 'assign', { studentId: siti, reason: 'Siti from the first row' });
  await undo(body.id);
  const audit = await api.ask('GET', `/v1/audit?subjectType=review-item&subjectId=${id}`);
  expect(audit.body.items).toMatchObject([
    { action: 'review.undo', details: { actionId: body.id, studentId: siti } },
    { action: 'review.assign', details: { sessionId, kind: 'unknown' } },
  ]);
  expect((await api.ask('GET', '/v1/audit?limit=200')).text).not.toContain('first row');
});
