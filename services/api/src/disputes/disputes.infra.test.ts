import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addLecturer } from '../testing/lecturer.ts';
import { addCourse, addSession, addStudent, walk } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

const nobody = '00000000-0000-7000-8000-000000000000';
let api: TestApi;
let siti: string;
let as: string;
let courseId: string;
let sessionId: string;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const hours = (count: number) => new Date(Date.now() + count * 3_600_000).toISOString();
const session = async (from: number) =>
  (await addSession(api.ask, courseId, { startsAt: hours(from), endsAt: hours(from + 1) })).id;
beforeEach(async () => {
  siti = await addStudent(api.ask);
  courseId = await addCourse(api.ask, [siti]);
  sessionId = await session(-3);
  const { body } = await api.ask('POST', `/v1/students/${siti}/link`, { json: {} });
  as = `Bearer ${body.token}`;
});

const open = (json: object = {}) =>
  api.ask('POST', '/v1/me/disputes', {
    as,
    json: { sessionId, claim: 'present', text: 'I sat in the last row', ...json },
  });
const answer = (id: string, json: object, by = 'staff') =>
  api.ask('POST', `/v1/disputes/${id}/answer`, { as: by, json: { text: 'seen on the list', ...json } });
const record = () => api.database.attendance.find(sessionId, siti);

test('when a dispute is accepted, then the record changes, its history says so, and the student reads the answer', async () => {
  await api.database.attendance.setManual(sessionId, siti, 'absent', 'user:1');
  const { status, body } = await open();
  expect(status).toBe(201);
  expect(body).toMatchObject({ state: 'open', claim: 'present', answer: null });
  const inbox = await api.ask('GET', `/v1/reviews?sessionId=${sessionId}`, { as: 'staff' });
  expect(inbox.body).toMatchObject({
    counts: { dispute: 1 },
    items: [{ kind: 'dispute', disputeId: body.id, sighting: null }],
  });
  const answered = await answer(body.id, { accept: true });
  expect(answered.body).toMatchObject({ state: 'accepted', answer: 'seen on the list' });
  expect(await record()).toMatchObject({ status: 'present', statusSource: 'manual' });
  const history = await api.ask('GET', `/v1/sessions/${sessionId}/attendance/${siti}`);
  expect(history.body.changes[0]).toMatchObject({ id: answered.body.changeId, cause: 'dispute' });
  expect(history.body.disputes).toMatchObject([{ id: body.id }]);
  const own = await api.ask('GET', '/v1/me/disputes', { as });
  expect(own.body.items).toMatchObject([{ state: 'accepted', answer: 'seen on the list' }]);
  expect(own.text).not.toContain('answeredBy');
  expect((await api.ask('GET', `/v1/reviews?sessionId=${sessionId}`)).body.items).toEqual([]);
  expect((await answer(body.id, { accept: false })).body.error.code).toBe('answered');
  expect(await record()).toMatchObject({ status: 'present' });
});

test('when a dispute is declined, then the record stays, and it can be disputed again', async () => {
  const { body } = await open({ claim: 'excused' });
  expect((await open()).body.error.code).toBe('already-open');
  expect((await answer(body.id, { accept: false })).body).toMatchObject({
    state: 'declined',
    changeId: null,
  });
  expect(await record()).toBeUndefined();
  expect((await open()).status).toBe(201);
});

test('when staff accept with another status, then that one is set', async () => {
  const { body } = await open();
  await answer(body.id, { accept: true, status: 'late' });
  expect(await record()).toMatchObject({ status: 'late' });
});

test('when the session is not the student’s, has not begun or is long past, then nothing is opened', async () => {
  const other = (await addSession(api.ask, await addCourse(api.ask))).id;
  const times = { startsAt: hours(-3), endsAt: hours(-2) };
  const strange = (await addSession(api.ask, await addCourse(api.ask), times)).id;
  expect((await open({ sessionId: strange })).status).toBe(404);
  expect((await open({ sessionId: nobody })).status).toBe(404);
  expect((await open({ sessionId: other })).body.error.code).toBe('too-old');
  expect((await open({ sessionId: await session(2) })).body.error.code).toBe('not-begun');
  expect((await open({ text: 'x'.repeat(501) })).body.error.field).toBe('text');
  expect((await open({ claim: 'absent' })).body.error.field).toBe('claim');
});

test('when a student opens many disputes, then after five in a day the next has to wait', async () => {
  for (let opened = 0; opened < 5; opened += 1) {
    expect((await open({ sessionId: await session(-10 + opened) })).status).toBe(201);
  }
  const { status, headers } = await open();
  expect(status).toBe(429);
  expect(headers.get('retry-after')).toBe('86400');
  const items = await walk((method, path) => api.ask(method, path, { as }), '/v1/me/disputes', 2);
  expect(items).toHaveLength(5);
});

test('when a student opens many disputes at once, then five of them are opened', async () => {
  const sessions: string[] = [];
  for (let made = 0; made < 8; made += 1) sessions.push(await session(-12 + made));
  const answers = await Promise.all(sessions.map((id) => open({ sessionId: id })));
  const statuses = answers.map(({ status }) => status).toSorted();
  expect(statuses).toEqual([201, 201, 201, 201, 201, 429, 429, 429]);
});

test('when a lecturer answers, then only disputes of her courses are hers', async () => {
  const { body } = await open();
  const [own, other] = [await addLecturer(api), await addLecturer(api)];
  await api.database.courseLecturers.add(courseId, own.id);
  const listed = async (by: string) =>
    (await api.ask('GET', '/v1/disputes?state=open', { as: by })).body.items.map(
      ({ id }: { id: string }) => id,
    );
  expect(await listed(own.as)).toEqual([body.id]);
  expect(await listed(other.as)).toEqual([]);
  expect((await api.ask('GET', `/v1/disputes/${body.id}`, { as: other.as })).status).toBe(403);
  expect((await answer(body.id, { accept: true }, other.as)).status).toBe(403);
  expect((await answer(body.id, { accept: true }, own.as)).status).toBe(200);
});

test('when the student has left the roster, then accepting is refused and the dispute stays open', async () => {
  const { body } = await open();
  await api.ask('DELETE', `/v1/courses/${courseId}/roster/${siti}`);
  const refused = await answer(body.id, { accept: true });
  expect(refused.status).toBe(422);
  expect((await api.ask('GET', `/v1/disputes/${body.id}`)).body.state).toBe('open');
});

test('when a dispute is told of, then events and the audit log hold ids and no text', async () => {
  const { body } = await open({ text: 'Siti was there' });
  await answer(body.id, { accept: false, text: 'Siti was not' });
  const audit = await api.ask('GET', `/v1/audit?subjectType=dispute&subjectId=${body.id}`);
  expect(audit.body.items).toMatchObject([
    { action: 'dispute.answer', details: { accept: false, sessionId, studentId: siti } },
    { action: 'dispute.open', actor: `student:${siti}` },
  ]);
  expect(audit.text).not.toContain('Siti');
});
