import type { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import { MailError, mailErrorOf } from './mail-error.ts';
import { smtpOptions } from './smtp-url.ts';

export type Attachment = {
  readonly filename: string;
  readonly content: Buffer | Readable;
  readonly contentType: string;
};

export type Mail = {
  /** One address, or several who see each other. */
  readonly to: string | readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html?: string | undefined;
  readonly attachments?: readonly Attachment[] | undefined;
  /** What stands in Message-ID before the '@': the same for a mail that is sent again, so that it is known for the same. */
  readonly messageId?: string | undefined;
};

export type Mailer = {
  /** Resolves once the server has taken the mail for at least one address; throws MailError. */
  send(mail: Mail): Promise<SentMail>;
};

/** How many of its addresses the server refused. */
export type SentMail = { readonly refused: number };

export type MailerOptions = {
  /** `smtps://user:password@host:465` or `smtp://…:587`, as `smtpOptions` reads it. */
  readonly url: string;
  /** `Hadir <attendance@example.ac.id>` or the bare address. */
  readonly from: string;
};

/** A connection for each mail: a class's notices are few, and no idle connection can be found dead. */
export function createMailer({ url, from }: MailerOptions): Mailer {
  const transport = createTransport(smtpOptions(url));
  const host = from.slice(from.lastIndexOf('@') + 1).replace(/>.*$/, '');
  return {
    async send({ to, subject, text, html, attachments = [], messageId }) {
      const addresses = typeof to === 'string' ? [to] : to;
      if (addresses.length === 0) throw new MailError('no-recipient', false);
      try {
        const { rejected } = await transport.sendMail({
          from,
          to: addresses.map((address) => ({ name: '', address })),
          subject: subject.replaceAll(/\p{Cc}+/gu, ' '),
          text,
          ...(html === undefined ? {} : { html }),
          attachments: attachments.map((each) => ({ ...each })),
          ...(messageId === undefined ? {} : { messageId: `<${messageId}@${host}>` }),
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        return { refused: rejected.length };
      } catch (error) {
        throw mailErrorOf(error);
      }
    },
  };
}
