import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { type SmtpOptions, startSmtp } from '../testing/smtp.ts';
import { createMailer } from './send-mail.ts';

const from = 'Hadir <attendance@example.org>';
const mail = { to: 'staff@example.org', subject: 'Late: 2', text: 'Two came late.' };

async function withServer(
  options: SmtpOptions,
  work: (server: Awaited<ReturnType<typeof startSmtp>>) => Promise<void>,
): Promise<void> {
  const server = await startSmtp(options);
  try {
    await work(server);
  } finally {
    await server.close();
  }
}

test('when a mail is sent, then it arrives with its parts and its attachment', () =>
  withServer({}, async ({ url, mails }) => {
    const attachments = [
      { filename: 'a.csv', content: Buffer.from('1,2'), contentType: 'text/csv' },
      { filename: 'b.csv', content: Readable.from([Buffer.from('3,4')]), contentType: 'text/csv' },
    ];
    const sent = await createMailer({ url, from }).send({
      ...mail,
      html: '<p>Two</p>',
      attachments,
      messageId: 'x1',
    });
    expect(sent).toEqual({ refused: 0 });
    expect(mails).toMatchObject([{ from: 'attendance@example.org', to: ['staff@example.org'] }]);
    const source = mails[0]?.source ?? '';
    for (const part of ['Subject: Late: 2', 'Message-ID: <x1@example.org>', 'Two came late.', '<p>Two</p>'])
      expect(source).toContain(part);
    expect(source).toContain(Buffer.from('1,2').toString('base64'));
    expect(source).toContain(Buffer.from('3,4').toString('base64'));
  }));

test('when a subject or an address holds line breaks or commas, then no header and no recipient is added', () =>
  withServer({}, async ({ url, mails }) => {
    const mailer = createMailer({ url, from });
    await mailer.send({ ...mail, subject: 'Late\r\nBcc: thief@example.org' });
    expect(mails[0]?.to).toEqual(['staff@example.org']);
    expect(mails[0]?.source).not.toMatch(/^Bcc:/m);
    await mailer.send({ ...mail, to: 'staff@example.org, thief@example.org' }).catch(() => undefined);
    expect(mails.flatMap(({ to }) => to)).not.toContain('thief@example.org');
  }));

test('when the server refuses one address of two, then the mail is sent and the refusal counted', () =>
  withServer(
    { refuse: (address) => (address.startsWith('gone') ? 550 : undefined) },
    async ({ url, mails }) => {
      const mailer = createMailer({ url, from });
      const sent = await mailer.send({ ...mail, to: ['gone@example.org', 'staff@example.org'] });
      expect(sent).toEqual({ refused: 1 });
      expect(mails[0]?.to).toEqual(['staff@example.org']);
      await expect(mailer.send({ ...mail, to: 'gone@example.org' })).rejects.toMatchObject({
        code: '550',
        temporary: false,
      });
    },
  ));

test('when the server keeps a stranger waiting, then the error is temporary and names no address', () =>
  withServer({ refuse: () => 451 }, async ({ url }) => {
    const failure = await createMailer({ url, from })
      .send(mail)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: '451', temporary: true });
    expect(String(failure)).not.toContain('staff@');
  }));

test('when the password is wrong, then that is permanent', () =>
  withServer({ user: { name: 'me', password: 'right' } }, async ({ hostPort, mails }) => {
    const wrong = createMailer({ url: `smtp://me:wrong@${hostPort}?tls=off`, from });
    await expect(wrong.send(mail)).rejects.toMatchObject({ code: '535', temporary: false });
    await createMailer({ url: `smtp://me:right@${hostPort}?tls=off`, from }).send(mail);
    expect(mails).toHaveLength(1);
  }));

test('when a password would go unencrypted, then nothing is sent', () =>
  withServer({ user: { name: 'me', password: 'right' } }, async ({ hostPort, mails }) => {
    const mailer = createMailer({ url: `smtp://me:right@${hostPort}`, from });
    await expect(mailer.send(mail)).rejects.toMatchObject({ code: '500', temporary: false });
    expect(mails).toEqual([]);
  }));

test('when the certificate is nobody’s, then STARTTLS is not trusted', () =>
  withServer({ tls: true, user: { name: 'me', password: 'right' } }, async ({ hostPort, mails }) => {
    await expect(createMailer({ url: `smtp://me:right@${hostPort}`, from }).send(mail)).rejects.toMatchObject(
      {
        temporary: true,
      },
    );
    expect(mails).toEqual([]);
  }));

test('when no server answers, then the error is temporary', async () => {
  await expect(createMailer({ url: 'smtp://127.0.0.1:9', from }).send(mail)).rejects.toMatchObject({
    code: expect.stringMatching(/^E/),
    temporary: true,
  });
});
