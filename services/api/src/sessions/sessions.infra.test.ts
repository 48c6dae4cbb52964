import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCourse, addRoom, addSession, addStudent, walk } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let courseId: string;
let roomId: string;
beforeAll(async () => {
  api = await startTestApi({ timeZone: 'Asia/Jakarta' });
  courseId = await addCourse(api.ask);
  roomId = await addRoom(api.ask);
});
afterAll(() => api.close());

const post = (times: Record<string, unknown>) =>
  api.ask('POST', '/v1/sessions', { json: { courseId, roomId, allowOverlap: true, ...times } });

test('when a session is added in campus time, then it is answered in UTC with the usual window', async () => {
  const { status, body } = await post({ startsAt: '2025-03-03T00:10', endsAt: '2025-03-03T01:00' });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    startsAt: '2025-03-02T17:10:00.000Z',
    endsAt: '2025-03-02T18:00:00.000Z',
    opensBeforeMinutes: 15,
    lateAfterMinutes: 15,
  });
});

test('when a session is added by instants, then offsets are understood and a window is kept', async () => {
  const { body } = await post({
    startsAt: '2025-03-03T23:30:00+07:00',
    endsAt: '2025-03-03T18:00:00Z',
    opensBeforeMinutes: 0,
    lateAfterMinutes: 1440,
  });
  expect(body).toMatchObject({
    startsAt: '2025-03-03T16:30:00.000Z',
    opensBeforeMinutes: 0,
    lateAfterMinutes: 1440,
  });
});

test('when a session is for the campus, then it says so, and it can be made one of the roster again', async () => {
  const times = { startsAt: '2025-03-04T09:00', endsAt: '2025-03-04T10:00' };
  const { body } = await post({ ...times, scope: 'campus' });
  expect(body.scope).toBe('campus');
  const changed = await api.ask('PATCH', `/v1/sessions/${body.id}`, { json: { scope: 'roster' } });
  expect(changed.body.scope).toBe('roster');
  expect((await post(times)).body.scope).toBe('roster');
  expect(await post({ ...times, scope: 'city' })).toMatchObject({
    status: 400,
    body: { error: { field: 'scope' } },
  });
});

test.each([
  ['2025-03-03T09:00', '2025-03-03T09:00', 400, 'endsAt', /after startsAt/],
  ['2025-03-03T09:00', '2025-03-03T08:00', 400, 'endsAt', /after startsAt/],
  ['2025-03-03T09:00', '2025-03-04T09:00:01', 400, 'endsAt', /24 hours/],
  ['2025-03-03T09:00', '2025-03-04T09:00', 201, undefined, undefined],
  ['3 March', '2025-03-03T09:00', 400, 'startsAt', /ISO 8601/],
  ['2025-02-30T09:00', '2025-03-03T09:00', 400, 'startsAt', /ISO 8601/],
])(
  'when a session lasts from %s to %s, then the answer is %i',
  async (startsAt, endsAt, status, field, says) => {
    const answer = await post({ startsAt, endsAt });
    expect(answer.status).toBe(status);
    expect(answer.body.error?.field).toBe(field);
    if (says) expect(answer.body.error.message).toMatch(says);
  },
);

test('when a session’s window is out of bounds or names nothing, then 400 or 422 names the field', async () => {
  const times = { startsAt: '2025-03-03T09:00', endsAt: '2025-03-03T10:00' };
  for (const [wrong, status, field] of [
    [{ opensBeforeMinutes: 1441 }, 400, 'opensBeforeMinutes'],
    [{ lateAfterMinutes: -1 }, 400, 'lateAfterMinutes'],
    [{ lateAfterMinutes: 1.5 }, 400, 'lateAfterMinutes'],
    [{ roomId: courseId }, 422, 'roomId'],
    [{ courseId: roomId }, 422, 'courseId'],
  ] as const) {
    expect(await post({ ...times, ...wrong })).toMatchObject({ status, body: { error: { field } } });
  }
});

test('when only one end of a session is moved, then the rule holds for both', async () => {
  const { id } = await addSession(api.ask, courseId);
  const change = (json: object) => api.ask('PATCH', `/v1/sessions/${id}`, { json });
  expect(await change({ endsAt: '2025-03-03T08:59' })).toMatchObject({ status: 400 });
  expect(await change({ startsAt: '2025-03-03T10:40' })).toMatchObject({ status: 400 });
  expect((await change({ endsAt: '2025-03-03T12:00' })).body.endsAt).toBe('2025-03-03T05:00:00.000Z');
  expect((await change({ lateAfterMinutes: 5 })).body).toMatchObject({
    endsAt: '2025-03-03T05:00:00.000Z',
    lateAfterMinutes: 5,
  });
});

test('when sessions are listed, then campus days, course and room narrow them', async () => {
  const own = await addCourse(api.ask);
  const first = await addSession(api.ask, own, { startsAt: '2025-05-01T23:59', endsAt: '2025-05-02T01:00' });
  const second = await addSession(api.ask, own, { startsAt: '2025-05-02T00:00', endsAt: '2025-05-02T01:00' });
  const ids = async (query: string) => (await walk(api.ask, `/v1/sessions?${query}`, 1)).map(({ id }) => id);
  expect(await ids(`courseId=${own}`)).toEqual([first.id, second.id]);
  expect(await ids(`courseId=${own}&from=2025-05-02T00:00`)).toEqual([second.id]);
  expect(await ids(`courseId=${own}&to=2025-05-02T00:00`)).toEqual([first.id]);
  expect(await ids(`roomId=${second.roomId}`)).toEqual([second.id]);
  expect((await api.ask('GET', '/v1/sessions?from=yesterday')).body.error.field).toBe('from');
});

test('when a session has attendance, then it cannot be removed', async () => {
  const studentId = await addStudent(api.ask);
  const { id } = await addSession(api.ask, await addCourse(api.ask, [studentId]));
  const json = { status: 'excused', reason: 'ill' };
  await api.ask('PUT', `/v1/sessions/${id}/attendance/${studentId}`, { json });
  expect(await api.ask('DELETE', `/v1/sessions/${id}`)).toMatchObject({
    status: 409,
    body: { error: { code: 'in-use' } },
  });
  const { id: unused } = await addSession(api.ask, courseId);
  expect((await api.ask('DELETE', `/v1/sessions/${unused}`)).status).toBe(204);
});
