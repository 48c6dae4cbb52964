import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createMailer } from '../../mail/send-mail.ts';
import { pdfPages } from '../../testing/read-report.ts';
import { addCourse, addSession, addStudent } from '../../testing/seed.ts';
import { startSmtp } from '../../testing/smtp.ts';
import { startTestApi, type TestApi } from '../../testing/test-api.ts';
import { sendDueReports } from './send-due-reports.ts';

const MINUTE_MS = 60_000;
let answer: number | undefined;
let smtp: Awaited<ReturnType<typeof startSmtp>>;
let api: TestApi;
beforeAll(async () => {
  smtp = await startSmtp({ refuseMessage: () => answer });
  const mailer = createMailer({ url: smtp.url, from: 'Hadir <hadir@example.ac.id>' });
  api = await startTestApi({ mailer });
  const course = await addCourse(api.ask, [await addStudent(api.ask, 'Dewi')]);
  await addSession(api.ask, course, { startsAt: '2026-02-25T09:00', endsAt: '2026-02-25T10:40' });
});
afterAll(async () => {
  await api.close();
  await smtp.close();
});
beforeEach(async () => {
  answer = undefined;
  smtp.mails.length = 0;
  for (const { id } of (await api.ask('GET', '/v1/report-schedules')).body.items) {
    await api.ask('DELETE', `/v1/report-schedules/${id}`);
  }
});

const wish = {
  report: 'daily-summary',
  span: 'last-week',
  recipients: ['dean@example.ac.id', 'staff@example.ac.id'],
  weekday: 1,
  atTime: '07:00',
  lang: 'id',
};
const at = (time: string) => new Date(`${time}:00+07:00`);
const add = async (json: object = wish) => (await api.ask('POST', '/v1/report-schedules', { json })).body;
const read = async (id: string) => (await api.ask('GET', `/v1/report-schedules/${id}`)).body;
/** As if it had been made in time for what is due in the test. */
const since = (id: string, time: string) => api.database.reportSchedules.update(id, { doneFor: at(time) });

async function due(time: string): Promise<string> {
  const { id } = await add();
  await since(id, '2026-02-01T00:00');
  await sendDueReports(api, at(time));
  return id;
}

test('when it is due, then one mail goes to all with the report of the days before, and no second', async () => {
  const { id } = await add();
  await since(id, '2026-02-23T07:00');
  await sendDueReports(api, at('2026-03-02T06:59'));
  expect(smtp.mails).toEqual([]);
  await Promise.all([1, 2, 3].map(() => sendDueReports(api, at('2026-03-02T07:01'))));
  await sendDueReports(api, at('2026-03-02T09:00'));
  expect(smtp.mails.map(({ to }) => to)).toEqual([wish.recipients]);
  const mail = await simpleParser(smtp.mails[0]?.source ?? '');
  expect(mail.subject).toBe('Ringkasan kehadiran harian · 23 Feb 2026 – 1 Mar 2026');
  const [attachment] = mail.attachments;
  expect(attachment).toMatchObject({
    filename: 'daily-2026-02-23-2026-03-01.pdf',
    contentType: 'application/pdf',
  });
  const [page] = await pdfPages(attachment?.content ?? Buffer.of());
  expect(page).toContain('25 Feb 2026');
  expect(await read(id)).toMatchObject({
    lastRunAt: '2026-03-02T00:01:00.000Z',
    lastError: null,
    attempts: 0,
  });
});

test('when weeks were missed, then only the newest is sent', async () => {
  await due('2026-03-18T12:00');
  expect(smtp.mails).toHaveLength(1);
  expect((await simpleParser(smtp.mails[0]?.source ?? '')).subject).toContain('9 Mar 2026 – 15 Mar 2026');
});

test('when the mail server is busy, then it is tried again later, and sent once', async () => {
  answer = 451;
  const id = await due('2026-03-02T07:00');
  expect(await read(id)).toMatchObject({ attempts: 1, lastRunAt: null, gaveUpAt: null });
  expect((await read(id)).lastError).toContain('451');
  answer = undefined;
  await sendDueReports(api, at('2026-03-02T07:00'));
  expect(smtp.mails).toEqual([]);
  await sendDueReports(api, at('2026-03-02T07:01'));
  expect(smtp.mails).toHaveLength(1);
  expect(await read(id)).toMatchObject({ attempts: 0, lastError: null, retryAt: null });
});

test('when it is tried too often, then it is given up for all to see, and the next due time starts anew', async () => {
  answer = 451;
  const id = await due('2026-03-02T07:00');
  for (let minute = 1; minute <= 120; minute++) {
    await sendDueReports(api, new Date(at('2026-03-02T07:00').getTime() + minute * MINUTE_MS));
  }
  const given = await read(id);
  expect(given).toMatchObject({ gaveUpAt: expect.any(String), lastRunAt: null });
  expect(given.lastError).toContain('451');
  answer = undefined;
  await sendDueReports(api, at('2026-03-08T12:00'));
  expect(smtp.mails).toEqual([]);
  await sendDueReports(api, at('2026-03-09T07:00'));
  expect(smtp.mails).toHaveLength(1);
  expect(await read(id)).toMatchObject({ gaveUpAt: null, lastError: null });
});

test('when the mail server refuses for good, then it is given up at once', async () => {
  answer = 550;
  const id = await due('2026-03-02T07:00');
  expect(await read(id)).toMatchObject({ gaveUpAt: expect.any(String), attempts: 0 });
});

test('when who had claimed it died, then another takes it after a while', async () => {
  const { id } = await add();
  await since(id, '2026-02-23T07:00');
  const dueFor = at('2026-03-02T07:00');
  expect(await api.database.reportSchedules.claim(id, dueFor, dueFor, at('2026-03-02T06:45'))).toBe(true);
  await sendDueReports(api, at('2026-03-02T07:05'));
  expect(smtp.mails).toEqual([]);
  await sendDueReports(api, at('2026-03-02T07:16'));
  expect(smtp.mails).toHaveLength(1);
});

test('when it is switched off and on again, then what was due meanwhile is not made up for', async () => {
  const { id } = await add();
  const path = `/v1/report-schedules/${id}`;
  await since(id, '2026-02-01T00:00');
  await api.ask('PATCH', path, { json: { enabled: false } });
  await sendDueReports(api, at('2026-03-02T07:05'));
  await api.ask('PATCH', path, { json: { enabled: true } });
  await sendDueReports(api, at('2026-03-02T07:06'));
  expect(smtp.mails).toEqual([]);
});

test('when it is run by hand, then it is sent at once', async () => {
  const { id } = await add({ ...wish, format: 'xlsx', lang: 'en' });
  expect((await api.ask('POST', `/v1/report-schedules/${id}/run`)).status).toBe(204);
  const mail = await simpleParser(smtp.mails[0]?.source ?? '');
  expect(mail.attachments[0]?.contentType).toMatch(/spreadsheetml/);
  answer = 550;
  expect((await api.ask('POST', `/v1/report-schedules/${id}/run`)).body.error).toMatchObject({
    code: 'mail-refused',
  });
});

test.each([
  [{ ...wish, filters: { nonsense: 'x' } }, 422],
  [{ ...wish, span: null }, 422],
  [{ ...wish, report: 'session-sheet', span: null }, 400],
  [{ ...wish, report: 'student-history', span: null }, 400],
  [{ ...wish, report: 'course-matrix', span: null }, 422],
  [{ ...wish, recipients: [] }, 400],
  [{ ...wish, recipients: Array.from({ length: 21 }, (_, n) => `a${n}@example.ac.id`) }, 400],
  [{ ...wish, recipients: ['not an address'] }, 400],
  [{ ...wish, atTime: '25:00' }, 400],
  [{ ...wish, weekday: 0 }, 400],
])('when a schedule is wrong, then it is refused (%#)', async (json, status) => {
  expect((await api.ask('POST', '/v1/report-schedules', { json })).status).toBe(status);
});

test('when there is no mail server, then it says what to set', async () => {
  const bare = await startTestApi();
  try {
    const { status, body } = await bare.ask('POST', '/v1/report-schedules', { json: wish });
    expect({ status, code: body.error.code }).toEqual({ status: 409, code: 'no-mail-server' });
    expect(body.error.message).toContain('SMTP_URL');
  } finally {
    await bare.close();
  }
});
