import { afterAll, beforeAll, expect, test } from 'vitest';
import { see } from '../testing/see.ts';
import { addCourse, addSession, addStudent, giveConsent } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.ask('POST', '/v1/devices', { json: { id: 'door', name: 'Door' } });
});
afterAll(() => api.close());

async function seen(): Promise<{ id: string; sessionId: string }> {
  const id = await addStudent(api.ask);
  await giveConsent(api.ask, id);
  const { id: sessionId } = await addSession(api.ask, await addCourse(api.ask, [id]));
  await see(api.database, { sessionId, deviceId: 'door', studentId: id, at: '2025-03-03T02:05:00Z' });
  await api.redis.zadd(`hadir:best:${sessionId}`, 9, id);
  return { id, sessionId };
}
const erase = async (id: string) => (await api.ask('DELETE', `/v1/students/${id}`)).body;
const summaryOf = async (sessionId: string) => api.database.attendance.countForSession(sessionId);

test('when a student is erased, then a signed receipt counts what went and names what is left', async () => {
  const { id, sessionId } = await seen();
  const { receiptId, redis } = await erase(id);
  expect(redis).toEqual({ entries: 1, appendOnlyFile: expect.stringMatching(/^(started|busy|off)$/) });
  const { body } = await api.ask('GET', `/v1/privacy/receipts/${receiptId}`);
  expect(body).toMatchObject({ id: receiptId, isGenuine: true });
  expect(body.statement).toMatchObject({
    subjectId: id,
    attendance: 'remove',
    backups: 'none',
    shortTerm: 1,
    rows: { students: 1, consents: 1, roster_entries: 1, attendance_records: 1, sightings: 1 },
  });
  const names = body.statement.remains.map(({ what }: { what: string }) => what);
  expect(names).toEqual(expect.arrayContaining(['audit-log', 'queued-frames', 'copies-outside']));
  expect(names).not.toContain('unknown-crops');
  expect(await summaryOf(sessionId)).toMatchObject({ present: 0 });
  expect((await api.ask('GET', '/v1/privacy/receipts?limit=1')).body.items).toEqual([body]);
});

test('when a receipt is shown, then it is known for genuine, and not once a word of it is changed', async () => {
  const { id } = await seen();
  const { receiptId } = await erase(id);
  const { statement, signature } = (await api.ask('GET', `/v1/privacy/receipts/${receiptId}`)).body;
  const verdict = async (json: object) => {
    const { body } = await api.ask('POST', '/v1/privacy/receipts/verify', { json, as: 'staff' });
    return body.isGenuine;
  };
  const reordered = Object.fromEntries(Object.entries(statement).reverse());
  expect(await verdict({ statement, signature })).toBe(true);
  expect(await verdict({ statement: reordered, signature })).toBe(true);
  expect(await verdict({ statement: { ...statement, objects: 99 }, signature })).toBe(false);
  expect(await verdict({ statement, signature: `A${signature.slice(1)}` })).toBe(signature.startsWith('A'));
});

test('when the site keeps numbers, then the sums of a session stay right, and no row leads to anybody', async () => {
  const { version } = (await api.ask('GET', '/v1/settings')).body;
  const json = { version, erasure: { attendance: 'pseudonymise' } };
  expect((await api.ask('PUT', '/v1/settings', { json })).status).toBe(200);
  const { id, sessionId } = await seen();
  const before = await summaryOf(sessionId);
  expect(before).toMatchObject({ present: 1, unseen: 0 });
  await erase(id);
  expect(await summaryOf(sessionId)).toEqual({ ...before, unknownSightings: 1 });
  expect((await api.ask('GET', `/v1/sessions/${sessionId}/attendance`)).body.items).toEqual([]);
  await erase(id);
  expect(await summaryOf(sessionId)).toMatchObject({ present: 1 });
});

test('when nobody of that id was ever there, then there is no receipt', async () => {
  const nobody = '00000000-0000-7000-8000-000000000000';
  expect(await erase(nobody)).toMatchObject({ rowsErased: false, receiptId: null });
});

test('when a call broke off before the receipt, then the next one writes it', async () => {
  const { id } = await seen();
  await erase(id);
  const again = await erase(id);
  expect(again.rowsErased).toBe(false);
  expect((await api.ask('GET', `/v1/privacy/receipts/${again.receiptId}`)).body.statement).toMatchObject({
    subjectId: id,
    rows: {},
  });
});
