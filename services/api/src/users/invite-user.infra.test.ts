import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMailer } from '../mail/send-mail.ts';
import { startSmtp } from '../testing/smtp.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let smtp: Awaited<ReturnType<typeof startSmtp>>;
beforeAll(async () => {
  smtp = await startSmtp({ refuse: (address) => (address.startsWith('gone') ? 550 : undefined) });
  const mailer = createMailer({ url: smtp.url, from: 'Hadir <hadir@campus.example>' });
  api = await startTestApi({ mailer, signIn: { PUBLIC_URL: 'https://hadir.campus.example' } });
});
afterAll(async () => {
  await api.close();
  await smtp.close();
});

const add = (email: string) =>
  api.ask('POST', '/v1/users', { json: { email, name: 'Dewi', role: 'viewer' } });

test('when there is mail and an address, then the user is sent the page with the link, and the answer says so', async () => {
  const { body } = await add('dewi@campus.example');
  const { token, url, isMailed } = body.invitation;
  expect(isMailed).toBe(true);
  expect(url).toBe(`https://hadir.campus.example/set-password#token=${token}`);
  const [mail] = smtp.mails;
  expect(mail?.to).toEqual(['dewi@campus.example']);
  expect(mail?.source.replace(/=\r?\n/g, '').replaceAll('=3D', '=')).toContain(url);
});

test('when the mail is refused, then the user is there all the same and the link is in the answer', async () => {
  const { status, body } = await add('gone@campus.example');
  expect(status).toBe(201);
  expect(body.invitation).toMatchObject({ isMailed: false, token: expect.stringMatching(/^hit_/) });
});
