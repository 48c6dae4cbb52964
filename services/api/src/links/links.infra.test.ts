import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMailer } from '../mail/send-mail.ts';
import { see } from '../testing/see.ts';
import { addCourse, addSession, addStudent, giveConsent, walk } from '../testing/seed.ts';
import { startSmtp } from '../testing/smtp.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

const nobody = '00000000-0000-7000-8000-000000000000';
let api: TestApi;
let siti: string;
let budi: string;
let sessionId: string;
let smtp: Awaited<ReturnType<typeof startSmtp>>;
beforeAll(async () => {
  smtp = await startSmtp();
  const mailer = createMailer({ url: smtp.url, from: 'hadir@campus.example' });
  api = await startTestApi({ mailer, signIn: { PUBLIC_URL: 'https://hadir.campus.example' } });
  [siti, budi] = [await addStudent(api.ask), await addStudent(api.ask)];
  for (const id of [siti, budi]) await giveConsent(api.ask, id);
  sessionId = (await addSession(api.ask, await addCourse(api.ask, [siti, budi], 'Geometry'))).id;
  await api.ask('POST', '/v1/devices', { json: { id: 'door', name: 'Door' } });
  for (const studentId of [siti, budi]) {
    await see(api.database, { sessionId, deviceId: 'door', studentId, at: '2025-03-03T02:01:00Z' });
  }
});
afterAll(async () => {
  await api.close();
  await smtp.close();
});

const link = async (studentId: string, json: object = {}): Promise<string> => {
  const { status, body } = await api.ask('POST', `/v1/students/${studentId}/link`, { json, as: 'staff' });
  expect(status).toBe(201);
  return `Bearer ${body.token}`;
};
const own = (as: string) => api.ask('GET', '/v1/me/attendance', { as });

test('when a student comes by a link, then the own records are there, with session and course, and nobody else’s', async () => {
  const as = await link(siti);
  const { status, body } = await own(as);
  expect(status).toBe(200);
  expect(body.items).toEqual([
    {
      status: 'present',
      statusSource: 'camera',
      firstSeenAt: '2025-03-03T02:01:00.000Z',
      lastSeenAt: '2025-03-03T02:01:00.000Z',
      session: expect.objectContaining({ id: sessionId, status: 'scheduled' }),
      course: expect.objectContaining({ name: 'Geometry' }),
    },
  ]);
  const asked = (method: string, path: string) => api.ask(method, path, { as });
  expect((await asked('GET', `/v1/students/${siti}`)).status).toBe(403);
  expect((await asked('GET', `/v1/sessions/${sessionId}/attendance`)).status).toBe(403);
  expect((await own('admin')).status).toBe(403);
});

test('when own records fill pages, then all of them are walked', async () => {
  const courseId = await addCourse(api.ask, [siti]);
  for (const day of ['04', '05', '06']) {
    const times = { startsAt: `2025-03-${day}T09:00`, endsAt: `2025-03-${day}T10:00` };
    const { id } = await addSession(api.ask, courseId, times);
    const json = { status: 'present', reason: 'roll call' };
    await api.ask('PUT', `/v1/sessions/${id}/attendance/${siti}`, { json });
  }
  const as = await link(siti);
  const ask: typeof api.ask = (method, path) => api.ask(method, path, { as });
  const starts = (await walk(ask, '/v1/me/attendance', 2)).map(
    ({ session }) => (session as { startsAt: string }).startsAt,
  );
  expect(starts).toHaveLength(4);
  expect(starts).toEqual([...starts].sort().reverse());
});

test('when links are revoked, then every one of the student ends within seconds, and new ones hold', async () => {
  const [first, other] = [await link(siti), await link(budi)];
  expect((await own(first)).status).toBe(200);
  const revoked = await api.ask('POST', `/v1/students/${siti}/link/revoke`, { as: 'staff' });
  expect(revoked.status).toBe(204);
  await expect.poll(async () => (await own(first)).status, { timeout: 10_000, interval: 250 }).toBe(401);
  expect((await own(first)).body.error.message).toContain('expired or was revoked');
  expect((await own(other)).status).toBe(200);
  expect((await own(await link(siti))).status).toBe(200);
});

test('when a link is wrong, expired or of nobody, then it is refused', async () => {
  const signed = (expiresAt: Date, studentId = siti) =>
    `Bearer ${api.links.sign({ studentId, epoch: 1, expiresAt })}`;
  const later = new Date(Date.now() + 60_000);
  expect((await own(signed(later))).status).toBe(200);
  expect((await own(signed(new Date(Date.now() - 1000)))).status).toBe(401);
  expect((await own(signed(later, nobody))).status).toBe(401);
  expect((await own('Bearer hsl_forged')).status).toBe(401);
});

test('when a link is asked for wrongly, then it is refused; when it is made, the audit log knows by whom', async () => {
  const ask = (studentId: string, json: object, as = 'staff') =>
    api.ask('POST', `/v1/students/${studentId}/link`, { json, as });
  expect((await ask(nobody, {})).status).toBe(404);
  expect((await ask(siti, { days: 367 })).body.error.field).toBe('days');
  expect((await ask(siti, {}, 'viewer')).status).toBe(403);
  expect((await api.ask('POST', `/v1/students/${nobody}/link/revoke`, {})).status).toBe(404);
  const { body } = await ask(siti, { days: 1 });
  expect(Date.parse(body.expiresAt) - Date.now()).toBeLessThanOrEqual(24 * 3_600_000);
  const audit = await api.ask('GET', `/v1/audit?subjectType=student&subjectId=${siti}&limit=1`);
  expect(audit.body.items).toMatchObject([
    { action: 'student.link', details: { expiresAt: body.expiresAt } },
  ]);
  expect(audit.text).not.toContain(body.token);
});

test('when a link is sent, then it goes to the address of the student alone, and staff never see it', async () => {
  const id = await addStudent(api.ask);
  const send = () => api.ask('POST', `/v1/students/${id}/link`, { json: { send: true }, as: 'staff' });
  expect((await send()).body.error.code).toBe('no-email');
  await api.ask('PATCH', `/v1/students/${id}`, { json: { email: 'siti@students.example' } });
  const { status, body } = await send();
  expect(status).toBe(201);
  expect(body).toMatchObject({ token: null, sentTo: 'siti@students.example' });
  const [mail] = smtp.mails;
  expect(mail?.to).toEqual(['siti@students.example']);
  const source = mail?.source.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '=') ?? '';
  const token = /https:\/\/hadir\.campus\.example\/me#(hsl_[\w-]{76})/.exec(source)?.[1];
  expect((await own(`Bearer ${token}`)).status).toBe(200);
  expect((await api.ask('GET', '/v1/audit?limit=5')).text).not.toContain('students.example');
});
