import { sql } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addCourse, addRoom, addStudent } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let courseId: string;
let roomId: string;
let id: string;
beforeAll(async () => {
  api = await startTestApi({ timeZone: 'Asia/Jakarta' });
});
afterAll(() => api.close());
beforeEach(async () => {
  courseId = await addCourse(api.ask);
  roomId = await addRoom(api.ask);
  ({ id } = (await post({ startsAt: '2031-03-03T09:00', endsAt: '2031-03-03T10:00' })).body);
});

const post = (json: Record<string, unknown>) =>
  api.ask('POST', '/v1/sessions', { json: { courseId, roomId, ...json } });
const act = (verb: string, json: object = {}) => api.ask('POST', `/v1/sessions/${id}/${verb}`, { json });
const read = async () => (await api.ask('GET', `/v1/sessions/${id}`)).body;
const events = async (): Promise<object[]> =>
  (
    await sql(
      api.databaseUrl,
      `SELECT JSON_OBJECT('type', type, 'courseId', course_id, 'roomId', room_id, 'details', JSON_EXTRACT(details, '$')) FROM outbox_events WHERE session_id = '${id}' ORDER BY id`,
    )
  )
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

test('when a session is cancelled, then it says why, tells others once, and opens for no face', async () => {
  const at = new Date('2031-03-03T02:30:00Z');
  expect((await api.database.sessions.openAt(roomId, at))?.id).toBe(id);
  expect((await act('cancel', { reason: 'the lecturer is ill' })).body).toMatchObject({
    status: 'cancelled',
    cancelReason: 'the lecturer is ill',
  });
  await act('cancel', { reason: 'the lecturer is ill' });
  expect(await events()).toEqual([
    { type: 'session.cancelled', courseId, roomId, details: { reason: 'the lecturer is ill' } },
  ]);
  expect(await api.database.sessions.openAt(roomId, at)).toBeUndefined();
  expect(await api.database.sessions.forRoom(roomId, { from: at, to: new Date('2031-03-04') })).toEqual([]);
  expect((await act('cancel')).status).toBe(400);
  expect((await act('move', { startsAt: '2031-03-04T09:00' })).body.error.code).toBe('cancelled');
});

test('when a cancelled session is restored, then it is as it was, unless its room was given away', async () => {
  await act('cancel', { reason: 'ill' });
  const { body: other } = await post({ startsAt: '2031-03-03T09:30', endsAt: '2031-03-03T11:00' });
  const refused = await act('restore');
  expect(refused).toMatchObject({ status: 409, body: { error: { code: 'room-taken' } } });
  expect(refused.body.error.message).toContain(other.id);
  expect((await act('restore', { allowOverlap: true })).body).toMatchObject({
    status: 'scheduled',
    cancelReason: null,
    cancelledAt: null,
  });
  expect((await act('restore')).body.status).toBe('scheduled');
});

test('when a session is moved, then it keeps its length and its first start, and moved back it was never moved', async () => {
  const moved = await act('move', { startsAt: '2031-03-05T23:30' });
  expect(moved.body).toMatchObject({
    startsAt: '2031-03-05T16:30:00.000Z',
    endsAt: '2031-03-05T17:30:00.000Z',
    movedFrom: '2031-03-03T02:00:00.000Z',
  });
  await act('move', { startsAt: '2031-03-06T09:00' });
  expect((await read()).movedFrom).toBe('2031-03-03T02:00:00.000Z');
  expect((await act('move', { startsAt: '2031-03-03T09:00' })).body.movedFrom).toBeNull();
  expect(await events()).toMatchObject([
    { type: 'session.moved', details: { from: '2031-03-03T02:00:00.000Z', to: '2031-03-05T16:30:00.000Z' } },
    { type: 'session.moved', details: { to: '2031-03-06T02:00:00.000Z' } },
    { type: 'session.moved', details: { to: '2031-03-03T02:00:00.000Z' } },
  ]);
});

test.each([
  ['within', '09:15', '09:45', 409],
  ['over its end', '09:59', '11:00', 409],
  ['around it', '08:00', '12:00', 409],
  ['at the same time', '09:00', '10:00', 409],
  ['right after it', '10:00', '11:00', 201],
  ['right before it', '08:00', '09:00', 201],
])(
  'when another session is wanted %s in the same room, then the answer follows',
  async (_what, from, to, status) => {
    const times = { startsAt: `2031-03-03T${from}`, endsAt: `2031-03-03T${to}` };
    const answer = await post(times);
    expect(answer.status).toBe(status);
    if (status === 201) return;
    expect(answer.body.error).toMatchObject({ code: 'room-taken', field: 'roomId' });
    expect(answer.body.error.message).toContain(id);
    expect((await post({ ...times, allowOverlap: true })).status).toBe(201);
    expect((await post({ ...times, roomId: await addRoom(api.ask) })).status).toBe(201);
  },
);

test('when a session is moved or its room changed onto another, then it is refused and stays', async () => {
  const { body: other } = await post({ startsAt: '2031-03-04T09:00', endsAt: '2031-03-04T10:00' });
  expect(await act('move', { startsAt: '2031-03-04T09:30' })).toMatchObject({ status: 409 });
  const elsewhere = await addRoom(api.ask);
  expect((await act('move', { startsAt: '2031-03-04T09:30', roomId: elsewhere })).status).toBe(200);
  const back = await api.ask('PATCH', `/v1/sessions/${id}`, { json: { roomId } });
  expect(back.body.error.message).toContain(other.id);
  expect((await read()).roomId).toBe(elsewhere);
  expect(
    (await api.ask('PATCH', `/v1/sessions/${id}`, { json: { endsAt: '2031-03-04T11:00' } })).status,
  ).toBe(200);
});

test('when many want the same room at once, then one has it', async () => {
  const times = { startsAt: '2031-04-01T09:00', endsAt: '2031-04-01T10:00' };
  const answers = await Promise.all(Array.from({ length: 6 }, () => post(times)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409, 409]);
});

test('when a session is given rule fields, then the rule is its own until it is given back', async () => {
  expect((await read()).hasOwnRule).toBe(false);
  const { body } = await post({
    startsAt: '2031-03-03T12:00',
    endsAt: '2031-03-03T13:00',
    lateAfterMinutes: 5,
    closesAfterMinutes: 30,
  });
  expect(body).toMatchObject({
    hasOwnRule: true,
    lateAfterMinutes: 5,
    opensBeforeMinutes: 15,
    closesAfterMinutes: 30,
  });
  const change = (json: object) => api.ask('PATCH', `/v1/sessions/${body.id}`, { json });
  expect((await change({ ownRule: false })).body).toMatchObject({
    hasOwnRule: false,
    lateAfterMinutes: 15,
    closesAfterMinutes: null,
  });
  expect((await change({ requiredSightings: 2 })).body).toMatchObject({
    hasOwnRule: true,
    requiredSightings: 2,
  });
});

test('when sessions are listed, then names, counts and status come with them', async () => {
  const studentIds = [await addStudent(api.ask), await addStudent(api.ask)];
  await api.ask('POST', `/v1/courses/${courseId}/roster`, { json: { studentIds } });
  const excuse = { status: 'present', reason: 'seen by the lecturer' };
  await api.ask('PUT', `/v1/sessions/${id}/attendance/${studentIds[0]}`, { json: excuse });
  const list = async (query: string) =>
    (await api.ask('GET', `/v1/sessions?courseId=${courseId}&${query}`)).body.items;
  expect(await list('status=scheduled')).toMatchObject([
    {
      id,
      course: { name: 'Algebra' },
      room: { name: expect.any(String) },
      counts: { roster: 2, present: 1, absent: 0 },
    },
  ]);
  expect(await list('status=cancelled')).toEqual([]);
  const changes = (await api.ask('GET', `/v1/audit?subjectType=session&subjectId=${id}`)).body.items;
  expect(changes.map(({ action }: { action: string }) => action)).toContain('session.create');
});

test('when a room has several devices, then a session there is open for the frames of each', async () => {
  for (const door of ['front', 'back']) {
    const device = { id: `cam-${door}`, name: door, roomId };
    expect((await api.ask('POST', '/v1/devices', { json: device })).status).toBe(201);
  }
  const devices = (await api.ask('GET', `/v1/devices?roomId=${roomId}`)).body.items;
  expect(devices).toHaveLength(2);
  for (const device of devices) {
    const open = await api.database.sessions.openAt(device.roomId, new Date('2031-03-03T02:30:00Z'));
    expect(open?.id).toBe(id);
  }
});
