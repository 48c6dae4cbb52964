import type { Database } from '@hadir/db';
import { type Actor, AppError } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { type Made, type MakeLinkDeps, makeLink } from './make-link.ts';

export type SendLinkDeps = MakeLinkDeps & {
  readonly database: Pick<Database, 'transaction' | 'students'>;
  readonly mailer?: ApiDeps['mailer'];
  readonly signIn: Pick<ApiDeps['signIn'], 'publicUrl'>;
};

/** Makes a link and mails it to the student, so that staff never see it. Throws AppError 'conflict' where that cannot be. */
export async function sendLink(
  deps: SendLinkDeps,
  studentId: string,
  days: number,
  actor: Actor,
): Promise<Made> {
  const { mailer, database } = deps;
  if (!mailer) throw refusal('no-mailer', 'this site sends no mail; set SMTP_URL, or hand the link over');
  const { email } = found(await database.students.find(studentId), 'student');
  if (!email) throw refusal('no-email', 'the student has no e-mail address; add one first');
  const { token, ...made } = await makeLink(deps, studentId, days, actor);
  const sent = await mailer
    .send({ to: email, subject: SUBJECT, text: textOf(token, made.expiresAt, deps.signIn.publicUrl) })
    .catch((error: unknown) => {
      throw new AppError('unavailable', 'the mail was not taken; try again', {
        reason: 'mail',
        cause: error,
      });
    });
  if (sent.refused > 0) throw refusal('refused', 'the mail server refused the address of the student');
  return { ...made, token: null, sentTo: email };
}

function refusal(reason: string, message: string): AppError {
  return new AppError('conflict', message, { reason });
}

const SUBJECT = 'Kehadiran Anda / Your attendance';

/** After the `#`, so that no server on the way writes it down. */
function textOf(token: string, expiresAt: Date, publicUrl: URL | undefined): string {
  const link = publicUrl ? new URL(`me#${token}`, publicUrl).href : token;
  const until = expiresAt.toISOString().slice(0, 10);
  return [
    `Tautan pribadi untuk melihat catatan kehadiran Anda (berlaku sampai ${until}). Jangan dibagikan:`,
    link,
    '',
    `Your personal link to your attendance records (until ${until}). Do not share it:`,
    link,
    '',
  ].join('\n');
}
