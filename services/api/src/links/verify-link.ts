import type { Database } from '@hadir/db';
import type { Actor } from '@hadir/platform';
import type { Links } from './sign-link.ts';

export type VerifyLinkDeps = {
  readonly links: Pick<Links, 'read'>;
  readonly students: Pick<Database['students'], 'find'>;
};

/** The student whose personal link it is; undefined when it is forged, expired or revoked, or the student is gone. */
export async function verifyLink(
  { links, students }: VerifyLinkDeps,
  token: string,
  nowMs: number,
): Promise<Actor | undefined> {
  const link = links.read(token);
  if (!link || link.expiresAt.getTime() <= nowMs) return undefined;
  const student = await students.find(link.studentId);
  if (student?.linkEpoch !== link.epoch) return undefined;
  return { kind: 'student', id: student.id, role: 'student', userId: null };
}
