import { afterAll, beforeAll, expect, test } from 'vitest';
import { see } from '../testing/see.ts';
import { addCourse, addSession, addStudent, giveConsent, walk } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

const nobody = '00000000-0000-7000-8000-000000000000';
let api: TestApi;
let students: string[];
let sessionId: string;
beforeAll(async () => {
  api = await startTestApi();
  students = [];
  for (let made = 0; made < 5; made += 1) {
    const id = await addStudent(api.ask);
    await giveConsent(api.ask, id);
    students.push(id);
  }
  sessionId = (await addSession(api.ask, await addCourse(api.ask, students))).id;
  await api.ask('POST', '/v1/devices', { json: { id: 'door', name: 'Door' } });
  const at = '2025-03-03T02:01:00.500Z';
  const [first = '', second = ''] = students;
  await see(api.database, {
    sessionId,
    deviceId: 'door',
    studentId: first,
    at,
    evidenceKey: 'evidence/x/y.jpg',
  });
  await see(api.database, { sessionId, deviceId: 'door', studentId: second, at, status: 'late' });
  await see(api.database, { sessionId, deviceId: 'door', studentId: null, at: '2025-03-03T02:02:00Z' });
});
afterAll(() => api.close());

const path = () => `/v1/sessions/${sessionId}/attendance`;
const setStatus = (studentId: string, json: object, session = sessionId) =>
  api.ask('PUT', `/v1/sessions/${session}/attendance/${studentId}`, { json, as: 'staff' });

test('when a session’s attendance is read, then everyone on the roster is there with the counts', async () => {
  const { status, body, text } = await api.ask('GET', path(), { as: 'viewer' });
  expect(status).toBe(200);
  expect(body.session.id).toBe(sessionId);
  expect(body.counts).toEqual({ present: 1, late: 1, absent: 0, excused: 0, unseen: 3, unknownSightings: 1 });
  expect(body.items.map(({ student }: { student: { id: string } }) => student.id)).toEqual(students);
  expect(body.items[0].record).toMatchObject({
    status: 'present',
    statusSource: 'camera',
    firstSeenAt: '2025-03-03T02:01:00.500Z',
    score: 9.5,
  });
  expect(body.items[4].record).toBeNull();
  expect(text).not.toContain('evidence');
  expect(await walk(api.ask, path(), 2)).toEqual(body.items);
});

test('when a status is set by hand, then it counts and stays, and its history says why while the audit log names nobody', async () => {
  const third = students[2] ?? '';
  const set = await setStatus(third, { status: 'excused', reason: 'medical certificate' });
  expect(set.body).toMatchObject({ status: 'excused', statusSource: 'manual', firstSeenAt: null });
  await see(api.database, { sessionId, deviceId: 'door', studentId: third, at: '2025-03-03T02:05:00Z' });
  const { body } = await api.ask('GET', path());
  expect(body.counts).toMatchObject({ excused: 1, unseen: 2 });
  expect(body.items[2].record).toMatchObject({ status: 'excused', firstSeenAt: '2025-03-03T02:05:00.000Z' });
  const audit = await api.ask('GET', `/v1/audit?subjectType=attendance-record&subjectId=${set.body.id}`);
  expect(audit.body.items).toMatchObject([
    {
      action: 'attendance.set',
      details: { status: 'excused', before: null, studentId: third, changeId: set.body.changeId },
    },
  ]);
  expect(audit.text).not.toContain('certificate');
  const history = await api.ask('GET', `${path()}/${third}`);
  expect(history.body.changes).toMatchObject([
    { id: set.body.changeId, cause: 'manual', reason: 'medical certificate', beforeStatus: null },
  ]);
});

test('when a status is set wrongly, then the refusal says what is missing and nothing is written', async () => {
  const outsider = await addStudent(api.ask);
  const json = { status: 'present', reason: 'was there' };
  expect((await setStatus(outsider, json)).body.error.message).toContain('student on the roster');
  expect((await setStatus(outsider, json)).status).toBe(404);
  expect((await setStatus(students[0] ?? '', json, nobody)).body.error.message).toContain('session');
  expect((await setStatus(students[0] ?? '', { status: 'present' })).body.error.field).toBe('reason');
  expect((await setStatus(students[0] ?? '', { ...json, status: 'asleep' })).body.error.field).toBe('status');
  expect((await api.ask('GET', `/v1/students/${outsider}/attendance`)).body.items).toEqual([]);
});

test('when a student’s attendance is listed, then the newest session comes first', async () => {
  const id = await addStudent(api.ask);
  const courseId = await addCourse(api.ask, [id]);
  const sessions: string[] = [];
  for (const day of ['03', '10', '17']) {
    const times = { startsAt: `2025-03-${day}T09:00`, endsAt: `2025-03-${day}T10:00` };
    const { id: made } = await addSession(api.ask, courseId, times);
    await setStatus(id, { status: 'present', reason: 'roll call' }, made);
    sessions.unshift(made);
  }
  const items = await walk(api.ask, `/v1/students/${id}/attendance`, 2);
  expect(items.map(({ session }) => (session as { id: string }).id)).toEqual(sessions);
  expect((await api.ask('GET', `/v1/students/${nobody}/attendance`)).status).toBe(404);
});
