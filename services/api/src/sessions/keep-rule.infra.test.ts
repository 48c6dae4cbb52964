import { sql } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addCourse, addRoom } from '../testing/seed.ts';
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

describe('a closed session', () => {
  let past: string;
  const change = (json: object) => api.ask('PATCH', `/v1/sessions/${past}`, { json });
  const stored = () => api.database.sessions.find(past);
  beforeEach(async () => {
    past = (await post({ startsAt: '2025-03-03T09:00', endsAt: '2025-03-03T10:00' })).body.id;
    await api.ask('POST', `/v1/sessions/${past}/close`, { json: { reason: 'over' } });
    expect((await stored())?.closedAt).not.toBeNull();
  });

  test('when its rule or times are changed, then it is refused and stays as it was judged', async () => {
    const before = await stored();
    for (const json of [
      { lateAfterMinutes: 5 },
      { closesAfterMinutes: 0 },
      { startsAt: '2025-03-03T09:30' },
      { endsAt: '2025-03-03T11:00' },
    ]) {
      expect(await change(json)).toMatchObject({ status: 409, body: { error: { code: 'closed' } } });
    }
    const move = { startsAt: '2025-03-04T09:00' };
    const moved = await api.ask('POST', `/v1/sessions/${past}/move`, { json: move });
    expect(moved.body.error.code).toBe('closed');
    expect(await stored()).toEqual(before);
    expect((await change({ scope: 'campus' })).status).toBe(200);
    expect((await change({ roomId: await addRoom(api.ask) })).status).toBe(200);
  });

  test('when it is reopened or comes to lie ahead, then its rule can be changed', async () => {
    const ahead = { startsAt: '2031-06-02T09:00', endsAt: '2031-06-02T10:00', lateAfterMinutes: 5 };
    expect((await change(ahead)).body).toMatchObject({
      closedAt: null,
      lateAfterMinutes: 5,
      hasOwnRule: true,
    });
    const { body } = await post({ startsAt: '2025-03-05T09:00', endsAt: '2025-03-05T10:00' });
    past = body.id;
    await api.ask('POST', `/v1/sessions/${past}/close`, { json: { reason: 'over' } });
    expect((await change({ lateAfterMinutes: 5 })).status).toBe(409);
    const reopened = await api.ask('POST', `/v1/sessions/${past}/reopen`, {
      json: { reason: 'wrong times' },
    });
    expect(reopened.status).toBe(200);
    expect((await change({ lateAfterMinutes: 5, endsAt: '2025-03-05T11:00' })).status).toBe(200);
  });

  test('when its course’s rule changed since and it is held anew, then it takes that one', async () => {
    await api.ask('PUT', `/v1/courses/${courseId}/rule`, { json: { rule: { lateAfterMinutes: 30 } } });
    expect((await stored())?.lateAfterMinutes).toBe(15);
    const move = { startsAt: '2031-06-03T09:00' };
    const { body } = await api.ask('POST', `/v1/sessions/${past}/move`, { json: move });
    expect(body).toMatchObject({ closedAt: null, lateAfterMinutes: 30, hasOwnRule: false });
  });
});

test('when a course’s rule changes while a session is cancelled, then the restored session has it', async () => {
  await act('cancel', { reason: 'ill' });
  const { body } = await api.ask('PUT', `/v1/courses/${courseId}/rule`, {
    json: { rule: { lateAfterMinutes: 30 } },
  });
  expect(body.futureSessions).toBe(1);
  expect((await act('restore')).body).toMatchObject({ status: 'scheduled', lateAfterMinutes: 30 });
});

test('when a move waits for its room, then it does not hold the session that an import with this room is about to change', async () => {
  const times = { startsAt: new Date('2031-03-05T02:00:00Z'), endsAt: new Date('2031-03-05T03:00:00Z') };
  const waiting = `SELECT COUNT(*) FROM information_schema.processlist
    WHERE db = DATABASE() AND info LIKE '%FROM rooms%FOR UPDATE%' AND info NOT LIKE '%processlist%'`;
  const free = `SELECT id FROM class_sessions WHERE id = '${id}' FOR UPDATE NOWAIT`;
  let moving: Promise<unknown> | undefined;
  await api.database.transaction(async (all) => {
    await all.rooms.hold([roomId]);
    moving = api.database.sessions.change(id, times);
    await expect.poll(() => sql(api.databaseUrl, waiting)).toBe('1');
    expect(await sql(api.databaseUrl, free)).toBe(id);
    await all.sessions.change(id, { scope: 'campus' }, { allowOverlap: true });
  });
  await moving;
  expect(await api.database.sessions.find(id)).toMatchObject({ ...times, scope: 'campus' });
});
