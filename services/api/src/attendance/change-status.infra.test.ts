import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addLecturer } from '../testing/lecturer.ts';
import { see } from '../testing/see.ts';
import { addCourse, addSession, addStudent, giveConsent } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

const nobody = '00000000-0000-7000-8000-000000000000';
let api: TestApi;
let siti: string;
let budi: string;
let courseId: string;
let sessionId: string;
let lecturer: Awaited<ReturnType<typeof addLecturer>>;
beforeAll(async () => {
  api = await startTestApi();
  await api.ask('POST', '/v1/devices', { json: { id: 'door', name: 'Door' } });
});
afterAll(() => api.close());
beforeEach(async () => {
  [siti, budi] = [await addStudent(api.ask), await addStudent(api.ask)];
  for (const id of [siti, budi]) await giveConsent(api.ask, id);
  courseId = await addCourse(api.ask, [siti, budi]);
  sessionId = (await addSession(api.ask, courseId)).id;
  lecturer = await addLecturer(api);
  await api.database.courseLecturers.add(courseId, lecturer.id);
});

const path = () => `/v1/sessions/${sessionId}/attendance`;
const set = (studentId: string, status: string, as = lecturer.as) =>
  api.ask('PUT', `${path()}/${studentId}`, { json: { status, reason: 'roll call' }, as });
const setMany = (items: object[], as = lecturer.as) =>
  api.ask('POST', path(), { json: { items, reason: 'roll call' }, as });
const undo = (changeId: string, as = lecturer.as) =>
  api.ask('POST', `/v1/attendance-changes/${changeId}/undo`, { json: { reason: 'a slip' }, as });
const statusOf = async (studentId: string) =>
  (await api.database.attendance.find(sessionId, studentId))?.status ?? null;
const seeSiti = (at = '2025-03-03T02:30:00Z', status: 'present' | 'late' = 'late') =>
  see(api.database, { sessionId, deviceId: 'door', studentId: siti, at, status, evidenceKey: 'x.jpg' });

test('when a lecturer marks several students of her course, then all are marked and each can be undone', async () => {
  const { status, body } = await setMany([
    { studentId: siti, status: 'present' },
    { studentId: budi, status: 'excused' },
  ]);
  expect(status).toBe(200);
  expect(body.items).toMatchObject([
    { studentId: siti, status: 'present', statusSource: 'manual' },
    { studentId: budi, status: 'excused' },
  ]);
  const undone = await undo(body.items[1].changeId);
  expect(undone.body).toMatchObject({
    record: null,
    change: { cause: 'undo', undoesId: body.items[1].changeId, afterStatus: null, reason: 'a slip' },
  });
  expect([await statusOf(siti), await statusOf(budi)]).toEqual(['present', null]);
});

test('when one of several is not on the roster or there twice, then nobody is marked', async () => {
  const outsider = await addStudent(api.ask);
  const refused = await setMany([
    { studentId: siti, status: 'present' },
    { studentId: outsider, status: 'present' },
  ]);
  expect(refused.status).toBe(422);
  expect(refused.body.error.message).toContain(outsider);
  const twice = [siti, siti].map((studentId) => ({ studentId, status: 'present' }));
  expect((await setMany(twice)).status).toBe(400);
  expect(await statusOf(siti)).toBeNull();
});

test('when the lecturer teaches another course, then nothing of this one is hers to read or change', async () => {
  const { body } = await set(siti, 'present');
  const { as } = await addLecturer(api);
  expect((await set(siti, 'late', as)).status).toBe(403);
  expect((await setMany([{ studentId: siti, status: 'late' }], as)).status).toBe(403);
  expect((await undo(body.changeId, as)).status).toBe(403);
  for (const read of [path(), `${path()}/${siti}`, `/v1/sessions/${sessionId}/sightings`]) {
    expect((await api.ask('GET', read, { as })).status).toBe(403);
    expect((await api.ask('GET', read, { as: lecturer.as })).status).toBe(200);
  }
});

test('when a newer change stands on it, then a change is not undone, until the newer one is', async () => {
  const first = (await set(siti, 'present')).body.changeId;
  const second = (await set(siti, 'late')).body.changeId;
  const refused = await undo(first);
  expect(refused.status).toBe(409);
  expect(refused.body.error.code).toBe('newer');
  expect((await undo(second)).body.record.status).toBe('present');
  expect((await undo(second)).status).toBe(409);
  expect((await undo(nobody)).status).toBe(404);
});

test('when what was undone is undone, then it is as it was set', async () => {
  const { changeId } = (await set(siti, 'excused')).body;
  const { change } = (await undo(changeId)).body;
  expect(await statusOf(siti)).toBeNull();
  expect((await undo(change.id)).body.record).toMatchObject({ status: 'excused', statusSource: 'manual' });
});

test('when cameras saw the student before or meanwhile, then undoing leaves what the rule says of that', async () => {
  await seeSiti();
  const over = await set(siti, 'excused');
  expect((await undo(over.body.changeId)).body.record).toMatchObject({
    status: 'late',
    statusSource: 'camera',
  });
  const { body } = await set(budi, 'excused');
  await see(api.database, { sessionId, deviceId: 'door', studentId: budi, at: '2025-03-03T02:05:00Z' });
  expect((await undo(body.changeId)).body.record).toMatchObject({
    status: 'present',
    statusSource: 'camera',
    firstSeenAt: '2025-03-03T02:05:00.000Z',
  });
});

test('when the same status is set again, then nothing is changed and there is nothing to undo', async () => {
  await set(siti, 'present');
  expect((await set(siti, 'present')).body.changeId).toBeNull();
  const { body } = await api.ask('GET', `${path()}/${siti}`);
  expect(body.changes).toHaveLength(1);
});

test('when it is asked how a record came to be, then sightings, evidence, changes and corrections are there', async () => {
  await seeSiti();
  await set(siti, 'present');
  const { body } = await api.ask('GET', `${path()}/${siti}`, { as: lecturer.as });
  const [seen] = body.sightings.items;
  expect(body).toMatchObject({
    session: { id: sessionId },
    course: { id: courseId },
    student: { id: siti },
    record: { status: 'present', statusSource: 'manual', score: 9.5 },
    evidence: { sightingId: seen.id, path: `/v1/sightings/${seen.id}/evidence` },
    sightings: { items: [{ reason: 'match', score: 9.5 }] },
    changes: [
      {
        cause: 'manual',
        beforeStatus: 'late',
        afterStatus: 'present',
        actor: expect.stringMatching(/^api-key:/),
      },
    ],
    corrections: [],
    disputes: [],
    excuses: [],
  });
  const json = { kind: 'not-this-person', reason: 'her sister' };
  await api.ask('POST', `/v1/sightings/${seen.id}/corrections`, { json, as: lecturer.as });
  const after = await api.ask('GET', `${path()}/${siti}`);
  expect(after.body.corrections).toMatchObject([{ kind: 'not-this-person', reason: 'her sister' }]);
  expect((await api.ask('GET', `${path()}/${nobody}`)).status).toBe(404);
});

test('when a wrong match is corrected and taken back, then the history of the record shows both', async () => {
  await seeSiti();
  const { body } = await api.ask('GET', `${path()}/${siti}`);
  const json = { kind: 'not-this-person', reason: 'her sister' };
  const made = await api.ask('POST', `/v1/sightings/${body.sightings.items[0].id}/corrections`, { json });
  expect(await statusOf(siti)).toBeNull();
  await api.ask('DELETE', `/v1/corrections/${made.body.id}`);
  expect(await statusOf(siti)).toBe('late');
  const { body: after } = await api.ask('GET', `${path()}/${siti}`);
  expect(after.changes).toMatchObject([
    { cause: 'undo', beforeStatus: null, afterStatus: 'late' },
    { cause: 'correction', beforeStatus: 'late', afterStatus: null, reason: 'her sister' },
  ]);
  const refused = await undo(after.changes[1].id);
  expect(refused.body.error.code).toBe('other-way');
});
