import { sql } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeDueSessions } from '../closing/close-due-sessions.ts';
import { addOldCourse, addPastSession } from '../testing/past-session.ts';
import { see } from '../testing/see.ts';
import { addStudent } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';
import { keepAttachment } from './attachments.ts';

const DAY_MIN = 24 * 60;
let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.ask('POST', '/v1/devices', { json: { id: 'door', name: 'Door' } });
});
afterAll(() => api.close());

/** The campus day, so many days from today. */
const day = (offset: number): string =>
  new Date(Date.now() + 7 * 3_600_000 + offset * DAY_MIN * 60_000).toISOString().slice(0, 10);
const excuse = (json: object, as = 'staff') => api.ask('POST', '/v1/excuses', { json, as });
const sick = (studentId: string, more: object) => ({ studentId, kind: 'sick', reason: 'a cold', ...more });
const statusOf = async (sessionId: string, studentId = '') => {
  const { body } = await api.ask('GET', `/v1/sessions/${sessionId}/attendance`);
  const item = body.items.find(({ student }: { student: { id: string } }) => student.id === studentId);
  return item.record && `${item.record.status} ${item.record.statusSource}`;
};
const pdf = Buffer.from('%PDF-1.4\n%%EOF\n');
const attach = (id: string, bytes: Uint8Array, name = 'attachment') => {
  const form = new FormData();
  form.append(name, new Blob([new Uint8Array(bytes)]), 'letter.pdf');
  return api.ask('PUT', `/v1/excuses/${id}/attachment`, { form, as: 'staff' });
};

test('when an excuse is made before the fact, then closing writes excused, and withdrawing it absent', async () => {
  const { courseId, ids } = await addOldCourse(api, 2);
  const [first = '', second = ''] = ids;
  const session = await addPastSession(api, courseId, 180);
  const { status, body } = await excuse(sick(first, { from: day(-1), to: day(0) }));
  expect(status).toBe(201);
  expect(body).toMatchObject({ changedSessions: [], excuse: { courseId: null, attachment: null } });
  await closeDueSessions(api);
  expect(await statusOf(session.id, first)).toBe('excused excuse');
  expect(await statusOf(session.id, second)).toBe('absent closing');
  const withdrawn = await api.ask('POST', `/v1/excuses/${body.excuse.id}/withdraw`, {
    json: { reason: 'the wrong student' },
    as: 'staff',
  });
  expect(withdrawn.body).toMatchObject({ changedSessions: [session.id] });
  expect(await statusOf(session.id, first)).toBe('absent closing');
  const { items } = await api.database.attendanceChanges.list({ sessionId: session.id, studentId: first });
  expect(items.map(({ cause, afterStatus }) => `${cause} ${afterStatus}`)).toEqual([
    'undo absent',
    'excuse excused',
  ]);
  expect(items.every(({ reason }) => !reason?.includes('cold'))).toBe(true);
  const again = await api.ask('POST', `/v1/excuses/${body.excuse.id}/withdraw`, { json: { reason: 'x' } });
  expect(again.body.error.code).toBe('already-withdrawn');
});

test('when an excuse is made after the fact, then absences become excused, and nothing else does', async () => {
  const { courseId, ids } = await addOldCourse(api, 3);
  const [absent = '', present = '', marked = ''] = ids;
  const sessions = [
    await addPastSession(api, courseId, 3 * DAY_MIN),
    await addPastSession(api, courseId, 180),
  ];
  const [before, session] = sessions as [(typeof sessions)[0], (typeof sessions)[0]];
  const at = new Date(session.startsAt.getTime() + 60_000).toISOString();
  await see(api.database, { sessionId: session.id, deviceId: 'door', studentId: present, at });
  const json = { status: 'absent', reason: 'left at once' };
  await api.ask('PUT', `/v1/sessions/${session.id}/attendance/${marked}`, { json });
  await closeDueSessions(api);
  for (const one of ids) await excuse(sick(one, { from: day(-1), to: day(0), courseId }));
  expect(await statusOf(session.id, absent)).toBe('excused excuse');
  expect(await statusOf(session.id, present)).toBe('present camera');
  expect(await statusOf(session.id, marked)).toBe('absent manual');
  expect(await statusOf(before.id, absent)).toBe('absent closing');
});

test('when two excuses cover a session, then withdrawing one leaves it excused', async () => {
  const { courseId, ids } = await addOldCourse(api, 1);
  const [id = ''] = ids;
  const session = await addPastSession(api, courseId, 180);
  const first = await excuse(sick(id, { sessionId: session.id }));
  const second = await excuse(sick(id, { from: day(-1), to: day(0) }));
  expect(first.body.excuse).toMatchObject({ sessionId: session.id, courseId });
  await closeDueSessions(api);
  const withdraw = (excuseId: string) =>
    api.ask('POST', `/v1/excuses/${excuseId}/withdraw`, { json: { reason: 'a mistake' } });
  expect((await withdraw(first.body.excuse.id)).body.changedSessions).toEqual([]);
  expect(await statusOf(session.id, id)).toBe('excused excuse');
  expect((await withdraw(second.body.excuse.id)).body.changedSessions).toEqual([session.id]);
  expect(await statusOf(session.id, id)).toBe('absent closing');
});

test('when excuses and closings happen at once, then no excuse is lost', async () => {
  const { courseId, ids } = await addOldCourse(api, 12);
  const session = await addPastSession(api, courseId, 180);
  await Promise.all([
    ...ids.map((id) => excuse(sick(id, { sessionId: session.id }))),
    closeDueSessions(api),
    closeDueSessions(api),
  ]);
  for (const id of ids) expect(await statusOf(session.id, id)).toBe('excused excuse');
});

test('when a document is kept, then it comes back for saving alone, and who read it is known', async () => {
  const { ids } = await addOldCourse(api, 1);
  const [studentId = ''] = ids;
  const { id } = (await excuse(sick(studentId, { from: day(0) }))).body.excuse;
  expect((await api.ask('GET', `/v1/excuses/${id}/attachment`)).status).toBe(404);
  const kept = await attach(id, pdf);
  expect(kept.body).toMatchObject({ attachment: { contentType: 'application/pdf', bytes: pdf.length } });
  expect(kept.text).not.toContain('students/');
  const read = await api.ask('GET', `/v1/excuses/${id}/attachment`, { as: 'staff' });
  expect(read.text).toBe(pdf.toString());
  expect(read.headers.get('content-disposition')).toBe(`attachment; filename="excuse-${id}.pdf"`);
  expect(read.headers.get('x-content-type-options')).toBe('nosniff');
  const audit = await api.ask('GET', `/v1/audit?subjectType=excuse&subjectId=${id}`);
  expect(audit.body.items.map(({ action }: { action: string }) => action)).toEqual([
    'excuse.view-attachment',
    'excuse.attach',
    'excuse.create',
  ]);
  await attach(id, Buffer.of(0xff, 0xd8, 0xff, 0xe0));
  const { keys } = await api.objects.list(`students/${studentId}/`, { limit: 10 });
  expect(keys).toEqual([expect.stringMatching(`^students/${studentId}/excuses/${id}-[0-9a-f-]{36}\\.jpg$`)]);
  await api.ask('DELETE', `/v1/students/${studentId}`);
  expect((await api.objects.list(`students/${studentId}/`, { limit: 10 })).keys).toEqual([]);
  expect(await sql(api.databaseUrl, `SELECT COUNT(*) FROM excuses WHERE id = '${id}'`)).toBe('0');
});

test('when documents come at once or one cannot be kept, then one is kept and the one before is never lost', async () => {
  const { ids } = await addOldCourse(api, 1);
  const { id } = (await excuse(sick(ids[0] ?? '', { from: day(0) }))).body.excuse;
  const stored = async () => (await api.objects.list(`students/${ids[0]}/`, { limit: 10 })).keys;
  const answers = await Promise.all([attach(id, pdf), attach(id, pdf)]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  const keys = await stored();
  expect(keys).toEqual([(await api.database.excuses.find(id))?.attachmentKey]);
  const found = await api.database.excuses.find(id);
  if (!found) throw new Error('no excuse');
  await api.ask('POST', `/v1/excuses/${id}/withdraw`, { json: { reason: 'a mistake' } });
  const late = { bytes: Buffer.from('%PDF-2'), extension: 'pdf', contentType: 'application/pdf' } as const;
  await expect(
    keepAttachment(api, found, late, { type: 'user', id: 'late', role: 'staff' } as never),
  ).rejects.toThrow('withdrawn');
  expect(await stored()).toEqual(keys);
  expect(await api.objects.get(keys[0] ?? '')).toEqual(pdf);
});

test('when a document is not what it may be, then it is refused and nothing is kept', async () => {
  const { ids } = await addOldCourse(api, 1);
  const { id } = (await excuse(sick(ids[0] ?? '', { from: day(0) }))).body.excuse;
  expect((await attach(id, Buffer.from('<script>'))).status).toBe(415);
  expect((await attach(id, Buffer.alloc(0))).status).toBe(415);
  expect((await attach(id, Buffer.alloc(5 * 1024 * 1024 + 1, '%PDF-'))).status).toBe(413);
  expect((await attach(id, pdf, 'file')).status).toBe(400);
  expect((await api.ask('PUT', `/v1/excuses/${id}/attachment`, { json: {} })).status).toBe(415);
  expect((await api.objects.list(`students/${ids[0]}/`, { limit: 10 })).keys).toEqual([]);
});

test('when an excuse is wrongly made, then the refusal says how', async () => {
  const { courseId, ids } = await addOldCourse(api, 1);
  const [id = ''] = ids;
  const outsider = await addStudent(api.ask);
  const fieldOf = async (json: object) => (await excuse(json)).body.error.field;
  expect(await fieldOf(sick(id, {}))).toBe('from');
  expect(await fieldOf(sick(id, { from: day(0), to: day(-1) }))).toBe('to');
  expect(await fieldOf(sick(id, { from: day(0), to: day(400) }))).toBe('to');
  expect(await fieldOf(sick(outsider, { from: day(0), courseId }))).toBe('studentId');
  expect(await fieldOf({ ...sick(id, { from: day(0) }), kind: 'lazy' })).toBe('kind');
  const nobody = '00000000-0000-7000-8000-000000000000';
  expect((await excuse(sick(nobody, { from: day(0) }))).status).toBe(404);
  expect((await excuse(sick(id, { sessionId: nobody }))).status).toBe(404);
  expect((await excuse(sick(id, { from: day(0) }), 'viewer')).status).toBe(403);
});

test('when excuses are listed, then by student or course, and withdrawn ones when asked for', async () => {
  const { courseId, ids } = await addOldCourse(api, 2);
  const [first = '', second = ''] = ids;
  const ofAll = (await excuse(sick(first, { from: day(0) }))).body.excuse.id;
  const ofCourse = (await excuse(sick(second, { from: day(0), courseId }))).body.excuse.id;
  const list = async (query: string) =>
    (await api.ask('GET', `/v1/excuses?${query}`)).body.items.map(({ id }: { id: string }) => id);
  expect(await list(`studentId=${first}`)).toEqual([ofAll]);
  expect(await list(`courseId=${courseId}`)).toEqual([ofCourse]);
  await api.ask('POST', `/v1/excuses/${ofCourse}/withdraw`, { json: { reason: 'a mistake' } });
  expect(await list(`courseId=${courseId}`)).toEqual([]);
  expect(await list(`courseId=${courseId}&withdrawn=true`)).toEqual([ofCourse]);
});
