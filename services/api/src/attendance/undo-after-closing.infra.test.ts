import { sql } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { closeDueSessions } from '../closing/close-due-sessions.ts';
import { addOldCourse, addPastSession } from '../testing/past-session.ts';
import { see } from '../testing/see.ts';
import { addStudent } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let siti: string;
let courseId: string;
let session: Awaited<ReturnType<typeof addPastSession>>;
beforeAll(async () => {
  api = await startTestApi();
  await api.ask('POST', '/v1/devices', { json: { id: 'door', name: 'Door' } });
});
afterAll(() => api.close());
beforeEach(async () => {
  const course = await addOldCourse(api, 1);
  courseId = course.courseId;
  siti = course.ids[0] ?? '';
  session = await addPastSession(api, courseId, 180);
});

const set = async (status: string, studentId = siti): Promise<string> => {
  const path = `/v1/sessions/${session.id}/attendance/${studentId}`;
  const { body } = await api.ask('PUT', path, { json: { status, reason: 'roll call' } });
  return body.changeId;
};
const undo = (changeId: string) =>
  api.ask('POST', `/v1/attendance-changes/${changeId}/undo`, { json: { reason: 'a slip' } });
const excuse = async (): Promise<string> => {
  const json = { studentId: siti, sessionId: session.id, kind: 'sick', reason: 'a cold' };
  return (await api.ask('POST', '/v1/excuses', { json })).body.excuse.id;
};
const withdraw = (id: string) =>
  api.ask('POST', `/v1/excuses/${id}/withdraw`, { json: { reason: 'a mistake' } });
const minutesIn = (minutes: number) => new Date(session.startsAt.getTime() + minutes * 60_000).toISOString();
const seeAt = (studentId: string | null, minutes: number) =>
  see(api.database, { sessionId: session.id, deviceId: 'door', studentId, at: minutesIn(minutes) });
const recordOf = async (studentId = siti) =>
  (await api.database.attendance.find(session.id, studentId)) ?? null;
const verdict = async (studentId = siti) => {
  const record = await recordOf(studentId);
  return record && `${record.status} ${record.statusSource}`;
};

test('when a change from before the closing is undone after it, then the student is absent, and that can be undone', async () => {
  const changeId = await set('present');
  await closeDueSessions(api);
  const { body } = await undo(changeId);
  expect(body.record).toMatchObject({ status: 'absent', statusSource: 'closing' });
  expect(body.change).toMatchObject({ cause: 'undo', afterStatus: 'absent' });
  expect((await undo(body.change.id)).body.record).toMatchObject({ status: 'present' });
  expect(await verdict()).toBe('present manual');
});

test('when an excuse covers the session, then undoing a change from before the closing leaves the student excused', async () => {
  const changeId = await set('present');
  await excuse();
  await closeDueSessions(api);
  expect((await undo(changeId)).body.record).toMatchObject({ status: 'excused', statusSource: 'excuse' });
});

test('when the student joined after the session, then undoing what was set by hand leaves no record', async () => {
  const late = await addStudent(api.ask);
  await api.ask('POST', `/v1/courses/${courseId}/roster`, { json: { studentIds: [late] } });
  await closeDueSessions(api);
  const changeId = await set('present', late);
  expect((await undo(changeId)).body.record).toBeNull();
  expect(await verdict(late)).toBeNull();
});

test('when an excuse is withdrawn or added meanwhile, then undoing says what is in force now', async () => {
  const first = await excuse();
  await closeDueSessions(api);
  expect(await verdict()).toBe('excused excuse');
  const present = await set('present');
  await withdraw(first);
  await undo(present);
  expect(await verdict()).toBe('absent closing');
  const late = await set('late');
  await excuse();
  await undo(late);
  expect(await verdict()).toBe('excused excuse');
});

test('when the session was opened again meanwhile, then undoing leaves no absence in it', async () => {
  await closeDueSessions(api);
  const changeId = await set('present');
  await api.ask('POST', `/v1/sessions/${session.id}/reopen`, { json: { reason: 'too early' } });
  expect((await undo(changeId)).body.record).toBeNull();
});

test('when one who left early is set absent, then the flag goes, and undoing judges it again', async () => {
  await sql(api.databaseUrl, `UPDATE class_sessions SET early_leave_minutes = 20 WHERE id = '${session.id}'`);
  await seeAt(siti, 5);
  await seeAt(null, 85);
  await closeDueSessions(api);
  expect(await recordOf()).toMatchObject({ status: 'present', leftEarly: 1 });
  const changeId = await set('absent');
  expect(await recordOf()).toMatchObject({ status: 'absent', leftEarly: null });
  await undo(changeId);
  expect(await recordOf()).toMatchObject({ status: 'present', statusSource: 'camera', leftEarly: 1 });
  const late = await set('late');
  expect(await recordOf()).toMatchObject({ status: 'late', leftEarly: 1 });
  await undo(late);
  await undo(await set('excused'));
  expect(await recordOf()).toMatchObject({ status: 'present', leftEarly: 1 });
});
