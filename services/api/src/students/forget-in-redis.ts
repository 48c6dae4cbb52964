import type { Log, PersonTraces, Rewrite } from '@hadir/platform';
import { withDeadline } from '@hadir/platform';

type Deps = {
  readonly personTraces: Pick<PersonTraces, 'forget' | 'rewriteAppendOnlyFile'>;
  readonly log: Pick<Log, 'warn'>;
};

/** `pending`: not done within the time of a request; the sweeps do it. */
export type ForgottenInRedis = {
  readonly entries: number | null;
  readonly appendOnlyFile: Rewrite | 'pending';
};

const LONGEST_MS = 15_000;

/** What Redis knows of the student goes, and its file is written anew. Never throws: the sweeps that are planned do it again. */
export async function forgetInRedis(
  { personTraces, log }: Deps,
  studentId: string,
): Promise<ForgottenInRedis> {
  try {
    const forgotten = personTraces.forget(studentId);
    // It goes on when the request no longer waits for it.
    forgotten.catch(() => undefined);
    const entries = await withDeadline(forgotten, LONGEST_MS, `not done within ${LONGEST_MS} ms`);
    return { entries, appendOnlyFile: await personTraces.rewriteAppendOnlyFile() };
  } catch (error) {
    log.warn('a student is not forgotten in Redis yet', { studentId, error });
    return { entries: null, appendOnlyFile: 'pending' };
  }
}
