import { MailError } from '../../mail/mail-error.ts';
import type { Message } from '../messages/render-message.ts';
import { type Attempt, later, never, type Outlet, type Outlets, sent } from './outlet.ts';

/** A mail to all addresses of the channel. Its Message-ID is the delivery's, so that a repeated one is known for the same. */
export function openEmail({ mailer }: Outlets, { to }: { readonly to: readonly string[] }): Outlet {
  return async ({ id, message }) => {
    if (!mailer) return never('no-mail-server');
    const { title, lines } = message;
    const text = [title, '', ...lines, ''].join('\n').replace(/\n+$/, '\n');
    try {
      const { refused } = await mailer.send({
        to,
        subject: title,
        text,
        html: htmlOf(message),
        messageId: id,
      });
      return sent(null, refused > 0 ? `${refused} of ${to.length} addresses refused` : null);
    } catch (error) {
      return attemptOf(error);
    }
  };
}

function attemptOf(error: unknown): Attempt {
  if (!(error instanceof MailError)) throw error;
  return error.temporary ? later(`smtp ${error.code}`) : never(`smtp ${error.code}`);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

function htmlOf({ title, lines }: Message): string {
  const rest = lines.map((line) => `<p style="white-space:pre-wrap;margin:0">${escapeHtml(line)}</p>`);
  return `<p><strong>${escapeHtml(title)}</strong></p>${rest.join('')}`;
}
