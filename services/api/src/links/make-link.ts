import type { Database } from '@hadir/db';
import type { Actor } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import { found } from '../shared/found.ts';
import type { Links } from './sign-link.ts';

export type MakeLinkDeps = {
  readonly database: Pick<Database, 'transaction'>;
  readonly links: Pick<Links, 'sign'>;
};

export type Made = {
  readonly studentId: string;
  readonly token: string | null;
  readonly expiresAt: Date;
  readonly sentTo: string | null;
};

const DAY_MS = 24 * 3_600_000;

/** A link that names the student until it expires or is revoked. Nothing of it is stored. */
export async function makeLink(
  { database, links }: MakeLinkDeps,
  studentId: string,
  days: number,
  actor: Actor,
): Promise<Made & { readonly token: string }> {
  const expiresAt = wholeSecond(new Date(Date.now() + days * DAY_MS));
  const deed = {
    actor,
    action: 'student.link',
    subject: studentId,
    details: { expiresAt: expiresAt.toISOString() },
  };
  const student = await audited(database, deed, ({ students }) => students.find(studentId));
  const { linkEpoch: epoch } = found(student, 'student');
  return { studentId, expiresAt, sentTo: null, token: links.sign({ studentId, epoch, expiresAt }) };
}

/** Ends every link of the student that was made until now. */
export async function revokeLinks(
  { database }: Pick<MakeLinkDeps, 'database'>,
  studentId: string,
  actor: Actor,
): Promise<void> {
  const deed = { actor, action: 'student.revoke-links', subject: studentId };
  const revoked = await audited(database, deed, ({ students }) => students.revokeLinks(studentId));
  found(revoked, 'student');
}

function wholeSecond(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 1000) * 1000);
}
