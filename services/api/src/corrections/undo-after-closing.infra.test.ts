import { sql } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { closeDueSessions } from '../closing/close-due-sessions.ts';
import { addOldCourse, addPastSession } from '../testing/past-session.ts';
import { see } from '../testing/see.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let siti: string;
let session: Awaited<ReturnType<typeof addPastSession>>;
beforeAll(async () => {
  api = await startTestApi();
  await api.ask('POST', '/v1/devices', { json: { id: 'door', name: 'Door' } });
});
afterAll(() => api.close());
beforeEach(async () => {
  const { ids, courseId } = await addOldCourse(api, 1);
  siti = ids[0] ?? '';
  session = await addPastSession(api, courseId, 180);
});

async function seen(studentId: string | null, minutes = 5): Promise<string> {
  const at = new Date(session.startsAt.getTime() + minutes * 60_000).toISOString();
  await see(api.database, { sessionId: session.id, deviceId: 'door', studentId, at });
  const { items } = await api.database.sightings.list({ sessionId: session.id });
  return items.find(({ capturedAt }) => capturedAt.toISOString() === at)?.id ?? '';
}
const correct = async (sightingId: string, json: object): Promise<string> => {
  const said = { reason: 'looked at it', studentId: siti, ...json };
  return (await api.ask('POST', `/v1/sightings/${sightingId}/corrections`, { json: said })).body.id;
};
const undo = async (id: string) =>
  expect((await api.ask('DELETE', `/v1/corrections/${id}`)).status).toBe(200);
const record = async () => (await api.database.attendance.find(session.id, siti)) ?? null;
const excuse = async () => {
  const json = { studentId: siti, sessionId: session.id, kind: 'sick', reason: 'a cold' };
  expect((await api.ask('POST', '/v1/excuses', { json })).status).toBe(201);
};
const judgeLeaving = () =>
  sql(api.databaseUrl, `UPDATE class_sessions SET early_leave_minutes = 20 WHERE id = '${session.id}'`);

test('when one who was named in class turns out to be another after the closing, then the student is absent', async () => {
  await judgeLeaving();
  const id = await correct(await seen(null), { kind: 'this-person' });
  await seen(null, 85);
  await closeDueSessions(api);
  expect(await record()).toMatchObject({ status: 'present', statusSource: 'manual', leftEarly: 1 });
  await undo(id);
  expect(await record()).toMatchObject({
    status: 'absent',
    statusSource: 'closing',
    firstSeenAt: null,
    leftEarly: null,
  });
  const { items } = await api.database.attendanceChanges.list({ sessionId: session.id, studentId: siti });
  expect(items[0]).toMatchObject({ cause: 'undo', beforeStatus: 'present', afterStatus: 'absent' });
});

test('when an excuse covers the session, then the student who was named is excused after undoing', async () => {
  const id = await correct(await seen(null), { kind: 'this-person' });
  await excuse();
  await closeDueSessions(api);
  await undo(id);
  expect(await record()).toMatchObject({ status: 'excused', statusSource: 'excuse' });
});

test('when a match was right and its correction is undone after the closing, then the mark is there again', async () => {
  await judgeLeaving();
  const id = await correct(await seen(siti), { kind: 'not-this-person' });
  await seen(null, 85);
  await closeDueSessions(api);
  expect(await record()).toMatchObject({ status: 'absent', statusSource: 'closing' });
  await undo(id);
  expect(await record()).toMatchObject({ status: 'present', statusSource: 'camera', leftEarly: 1 });
});

test('when an excuse was added since, then undoing the correction of a right match brings the mark back', async () => {
  const sightingId = await seen(siti);
  await closeDueSessions(api);
  const id = await correct(sightingId, { kind: 'not-this-person' });
  expect(await record()).toMatchObject({ status: 'absent' });
  await excuse();
  expect(await record()).toMatchObject({ status: 'excused' });
  await undo(id);
  expect(await record()).toMatchObject({ status: 'present', statusSource: 'camera' });
});

test('when a person has decided since, then undoing the correction leaves that', async () => {
  const id = await correct(await seen(siti), { kind: 'not-this-person' });
  await closeDueSessions(api);
  await api.database.attendance.setManual(session.id, siti, 'late', 'user:1');
  await undo(id);
  expect(await record()).toMatchObject({ status: 'late', statusSource: 'manual' });
});
