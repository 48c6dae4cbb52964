import { Webhook } from 'standardwebhooks';
import { afterEach, expect, test } from 'vitest';
import { createMailer } from '../../mail/send-mail.ts';
import { type Reply, startReceiver } from '../../testing/outlet-servers.ts';
import { everywhere, facts, ODD, parcel } from '../../testing/parcel.ts';
import { startSmtp } from '../../testing/smtp.ts';
import { createOutlets } from './create-outlets.ts';
import { openEmail } from './email.ts';
import { openSlackWebhook } from './slack-webhook.ts';
import { openWebhook } from './webhook.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function kept<Server extends { close(): Promise<unknown> }>(
  starting: Promise<Server>,
): Promise<Server> {
  const server = await starting;
  closers.push(() => server.close());
  return server;
}

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

test('when a webhook is sent, then its receiver can check the signature, and no name is in it', async () => {
  const receiver = await kept(startReceiver(() => ({ status: 204 })));
  const send = openWebhook(createOutlets(everywhere), { url: receiver.url, secret, includeNames: false });
  expect(await send(parcel)).toMatchObject({ kind: 'sent' });
  const [request] = receiver.received;
  const payload = new Webhook(secret).verify(request?.text ?? '', request?.headers as Record<string, string>);
  expect(payload).toMatchObject({
    type: 'student.at-risk',
    data: { eventId: 'e1', studentId: facts[0]?.studentId, percent: 60 },
  });
  expect(request?.headers['webhook-id']).toBe(parcel.id);
  expect(request?.text).not.toContain('Sa*ti');
  const forged = { ...request?.headers, 'webhook-id': 'another' } as Record<string, string>;
  expect(() => new Webhook(secret).verify(request?.text ?? '', forged)).toThrow();
});

test('when names are asked for, or several events go together, then the payload says so', async () => {
  const receiver = await kept(startReceiver(() => ({ status: 200, body: 'x'.repeat(100_000) })));
  const outlets = createOutlets(everywhere);
  const send = openWebhook(outlets, { url: receiver.url, secret, includeNames: true });
  expect(await send({ ...parcel, isGroup: true, facts: [...facts, ...facts] })).toMatchObject({
    kind: 'sent',
  });
  expect(receiver.received[0]?.body).toMatchObject({
    type: 'notification.digest',
    data: { total: 2, events: [{ data: { studentName: ODD } }, {}] },
  });
});

test.each([
  [{ status: 400 }, 'never'],
  [{ status: 403 }, 'never'],
  [{ status: 404 }, 'never'],
  [{ status: 410 }, 'never'],
  [{ status: 301, headers: { location: 'http://127.0.0.1/' } }, 'never'],
  [{ status: 409 }, 'later'],
  [{ status: 429, headers: { 'retry-after': '60' } }, 'later'],
  [{ status: 500 }, 'later'],
])('when a receiver answers %j, then the delivery goes on %s', async (reply: Reply, kind) => {
  const receiver = await kept(startReceiver(() => reply));
  const send = openWebhook(createOutlets(everywhere), { url: receiver.url, secret, includeNames: false });
  expect((await send(parcel)).kind).toBe(kind);
});

test('when an address leads to this machine, then it is refused unless that is allowed', async () => {
  const receiver = await kept(startReceiver(() => ({ status: 200 })));
  for (const url of [
    receiver.url,
    receiver.url.replace('127.0.0.1', 'localhost'),
    'http://169.254.169.254/latest',
  ]) {
    const webhook = openWebhook(createOutlets(), { url, secret, includeNames: false });
    expect(await webhook(parcel)).toEqual({ kind: 'never', error: 'refused-target' });
    const slack = openSlackWebhook(createOutlets(), { url });
    expect(await slack(parcel)).toEqual({ kind: 'never', error: 'refused-target' });
  }
  expect(receiver.received).toEqual([]);
});

test('when a mail is sent, then it is escaped, and the same attempt again carries the same Message-ID', async () => {
  const smtp = await kept(startSmtp());
  const mailer = createMailer({ url: smtp.url, from: 'Hadir <hadir@example.org>' });
  const send = openEmail(createOutlets({ mailer }), { to: ['a@example.org', 'b@example.org'] });
  expect(await send(parcel)).toMatchObject({ kind: 'sent', note: null });
  await send(parcel);
  const ids = smtp.mails.map(({ source }) => /^Message-ID: (.*)$/im.exec(source)?.[1]);
  expect(ids).toEqual([`<${parcel.id}@example.org>`, `<${parcel.id}@example.org>`]);
  const html = smtp.mails[0]?.source.split('text/html')[1];
  expect(html).toContain('&lt;b&gt;');
  expect(html).not.toContain('<b>');
});

test('when the mail server refuses or keeps waiting, then that is known', async () => {
  const smtp = await kept(startSmtp({ refuse: (address) => (address.startsWith('busy') ? 450 : 550) }));
  const mailer = createMailer({ url: smtp.url, from: 'hadir@example.org' });
  const outlets = createOutlets({ mailer });
  expect(await openEmail(outlets, { to: ['gone@example.org'] })(parcel)).toEqual({
    kind: 'never',
    error: 'smtp 550',
  });
  expect(await openEmail(outlets, { to: ['busy@example.org'] })(parcel)).toEqual({
    kind: 'later',
    error: 'smtp 450',
  });
  expect(await openEmail(createOutlets(), { to: ['a@example.org'] })(parcel)).toEqual({
    kind: 'never',
    error: 'no-mail-server',
  });
});
