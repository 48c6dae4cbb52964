import { sql } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { see } from '../testing/see.ts';
import { addCourse, addSession, addStudent, giveConsent } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';
import { closeDueSessions, GRACE_MS } from './close-due-sessions.ts';

const MINUTE_MS = 60_000;
let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.ask('POST', '/v1/devices', { json: { id: 'door', name: 'Door' } });
});
afterAll(() => api.close());

/** A session that began `startedAgo` and ended `endedAgo` minutes ago, of a course whose students came to it before. */
async function scene(students = 3, startedAgo = 120, endedAgo = 30) {
  const ids: string[] = [];
  for (let made = 0; made < students; made += 1) {
    const id = await addStudent(api.ask);
    await giveConsent(api.ask, id);
    ids.push(id);
  }
  const courseId = await addCourse(api.ask, ids);
  const now = Date.now();
  const times = {
    startsAt: new Date(now - startedAgo * MINUTE_MS).toISOString(),
    endsAt: new Date(now - endedAgo * MINUTE_MS).toISOString(),
  };
  const { id } = await addSession(api.ask, courseId, times);
  await backdateRoster(courseId, ids, times.startsAt);
  return { ids, courseId, id, ...times };
}

/** As if they had been on the roster before the session. */
async function backdateRoster(courseId: string, ids: readonly string[], before: string): Promise<void> {
  const createdAt = new Date(Date.parse(before) - MINUTE_MS);
  await sql(
    api.databaseUrl,
    `UPDATE roster_entries SET created_at = '${createdAt.toISOString().slice(0, 23).replace('T', ' ')}'
     WHERE course_id = '${courseId}' AND student_id IN (${ids.map((id) => `'${id}'`).join(',')})`,
  );
}

const recordsOf = async (sessionId: string) => {
  const { body } = await api.ask('GET', `/v1/sessions/${sessionId}/attendance?limit=200`);
  return new Map<string, { status: string; statusSource: string; leftEarly: boolean | null } | null>(
    body.items.map(({ student, record }: { student: { id: string }; record: never }) => [student.id, record]),
  );
};
const historyOf = async (sessionId: string, studentId: string) =>
  (await api.database.attendanceChanges.list({ sessionId, studentId })).items;
const eventsOf = async (sessionId: string) =>
  (
    await sql(
      api.databaseUrl,
      `SELECT type FROM outbox_events WHERE session_id = '${sessionId}' ORDER BY type`,
    )
  )
    .split('\n')
    .filter((line) => line !== '' && line !== 'attendance.marked');

test('when a session is over, then its absent are written once, whoever and however many close it', async () => {
  const { id, ids } = await scene();
  const at = new Date(Date.now() - 110 * MINUTE_MS).toISOString();
  await see(api.database, { sessionId: id, deviceId: 'door', studentId: ids[0] ?? '', at });
  await Promise.all([closeDueSessions(api), closeDueSessions(api), closeDueSessions(api)]);
  const records = await recordsOf(id);
  expect(ids.map((one) => records.get(one)?.status)).toEqual(['present', 'absent', 'absent']);
  expect(records.get(ids[1] ?? '')?.statusSource).toBe('closing');
  expect(await historyOf(id, ids[1] ?? '')).toMatchObject([
    { cause: 'closing', actor: 'system:closing', beforeStatus: null, afterStatus: 'absent' },
  ]);
  expect(await eventsOf(id)).toEqual([
    'attendance.absent',
    'attendance.absent',
    'session.closed',
    'student.at-risk',
    'student.at-risk',
  ]);
});

test('when a session ended less than the grace ago, or frames wait, then it stays open', async () => {
  const { id, endsAt } = await scene(1, 100, 5);
  await closeDueSessions(api);
  expect((await api.database.sessions.find(id))?.closedAt).toBeNull();
  const later = new Date(Date.parse(endsAt) + GRACE_MS + MINUTE_MS);
  const waiting = { ...api, frameQueue: { oldestWaitingMs: async () => 5 * MINUTE_MS } };
  await closeDueSessions(waiting, undefined, later);
  expect((await api.database.sessions.find(id))?.closedAt).toBeNull();
  await closeDueSessions({ ...api, frameQueue: { oldestWaitingMs: async () => null } }, undefined, later);
  expect((await api.database.sessions.find(id))?.closedAt).toBeInstanceOf(Date);
});

test('when a frame comes after the closing, then the absence becomes a mark, and its history says so', async () => {
  const { id, ids, startsAt } = await scene(2);
  await closeDueSessions(api);
  const [first = ''] = ids;
  const at = new Date(Date.parse(startsAt) + MINUTE_MS).toISOString();
  await see(api.database, { sessionId: id, deviceId: 'door', studentId: first, at });
  expect((await recordsOf(id)).get(first)).toMatchObject({ status: 'present', statusSource: 'camera' });
  expect(await historyOf(id, first)).toMatchObject([
    { cause: 'camera', beforeStatus: 'absent', beforeSource: 'closing', afterStatus: 'present' },
    { cause: 'closing' },
  ]);
});

test('when a student joins the course after a session ended, then it counts for them in no way', async () => {
  const { id, courseId } = await scene(1);
  const newcomer = await addStudent(api.ask);
  await api.ask('POST', `/v1/courses/${courseId}/roster`, { json: { studentIds: [newcomer] } });
  await closeDueSessions(api);
  expect((await recordsOf(id)).get(newcomer)).toBeNull();
});

test('when a session was cancelled, then it is not closed and counts for nobody', async () => {
  const { id } = await scene(1);
  await api.database.sessions.update(id, { status: 'cancelled' });
  await closeDueSessions(api);
  expect((await api.database.sessions.find(id))?.closedAt).toBeNull();
  expect((await api.ask('POST', `/v1/sessions/${id}/close`)).body.error.code).toBe('cancelled');
});

test('when leaving early is judged, then it needs a camera that watched to the end', async () => {
  const { id, ids, endsAt, startsAt } = await scene(3);
  await api.database.sessions.update(id, { earlyLeaveMinutes: 20 });
  const [early = '', stayed = '', manual = ''] = ids;
  const minutesBeforeEnd = (minutes: number) =>
    new Date(Date.parse(endsAt) - minutes * MINUTE_MS).toISOString();
  const seen = (studentId: string | null, at: string) =>
    see(api.database, { sessionId: id, deviceId: 'door', studentId, at });
  for (const one of [early, stayed])
    await seen(one, new Date(Date.parse(startsAt) + MINUTE_MS).toISOString());
  await seen(early, minutesBeforeEnd(40));
  await seen(stayed, minutesBeforeEnd(10));
  await api.ask('PUT', `/v1/sessions/${id}/attendance/${manual}`, {
    json: { status: 'present', reason: 'seen' },
  });
  await closeDueSessions(api);
  const records = await recordsOf(id);
  expect([early, stayed, manual].map((one) => records.get(one)?.leftEarly)).toEqual([true, false, null]);
  await seen(early, minutesBeforeEnd(1));
  expect((await recordsOf(id)).get(early)?.leftEarly).toBe(false);
});

test('when a session is reopened, then the clock leaves it alone until then, and closing it again brings the absences back', async () => {
  const { id, ids } = await scene(2);
  await closeDueSessions(api);
  const again = await api.ask('POST', `/v1/sessions/${id}/close`, { as: 'staff' });
  expect(again.body).toMatchObject({ written: 0, counts: { absent: 2 } });
  const reopened = await api.ask('POST', `/v1/sessions/${id}/reopen`, {
    json: { reason: 'camera was off' },
    as: 'staff',
  });
  expect(reopened.body).toMatchObject({ withdrawn: 2 });
  await closeDueSessions(api);
  expect((await recordsOf(id)).get(ids[0] ?? '')).toBeNull();
  const twice = await api.ask('POST', `/v1/sessions/${id}/reopen`, { json: { reason: 'camera was off' } });
  expect(twice.body.error.code).toBe('not-closed');
  const closed = await api.ask('POST', `/v1/sessions/${id}/close`, { as: 'staff' });
  expect(closed.body).toMatchObject({ written: 2, counts: { absent: 2 } });
  expect((await historyOf(id, ids[0] ?? '')).map(({ cause }) => cause)).toEqual([
    'closing',
    'undo',
    'closing',
  ]);
});

test('when a closed session is moved and held after all, then its absences are written anew when it is closed', async () => {
  const { id, ids } = await scene(2);
  await closeDueSessions(api);
  await api.database.sessions.update(id, { closedAt: null });
  const [first = '', second = ''] = ids;
  const sick = { studentId: first, sessionId: id, kind: 'sick', reason: 'a cold' };
  expect((await api.ask('POST', '/v1/excuses', { json: sick })).body.changedSessions).toEqual([]);
  await closeDueSessions(api);
  const records = await recordsOf(id);
  expect(records.get(first)?.status).toBe('excused');
  expect(records.get(second)?.status).toBe('absent');
});

test('when a session has not begun, or there is none, then closing it is refused', async () => {
  const { id } = await scene(1, -60, -120);
  expect((await api.ask('POST', `/v1/sessions/${id}/close`)).body.error.code).toBe('not-begun');
  const nobody = '00000000-0000-7000-8000-000000000000';
  expect((await api.ask('POST', `/v1/sessions/${nobody}/close`)).status).toBe(404);
  const far = { reason: 'x', until: '2099-01-01T00:00' };
  expect((await api.ask('POST', `/v1/sessions/${id}/reopen`, { json: far })).body.error.field).toBe('until');
});
