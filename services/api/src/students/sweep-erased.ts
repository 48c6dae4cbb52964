import { eraseFromBackups, studentPrefix } from '@hadir/contracts';
import type { Database } from '@hadir/db';
import type { Log, ObjectStore, PersonTraces, Queue } from '@hadir/platform';
import type { Backups } from './erase-backups.ts';

export type SweepQueue = Pick<Queue<{ studentId: string }>, 'add'>;

/** A matcher with the old gallery in hand may write a crop until it has given up; the second sweep is for a slow day. */
const SWEEP_AFTER_MS = [60_000, 300_000] as const;

/** Puts the sweeps of an erasure that begins now where no restart loses them; answers when the last one is due. */
export async function planSweeps(queue: SweepQueue, studentId: string, begunAt: Date): Promise<Date> {
  for (const delayMs of SWEEP_AFTER_MS) {
    // Each erasure has sweeps of its own: those of one that broke off may be done before the next begins.
    const jobId = `erase-${studentId}-${begunAt.getTime()}-${delayMs / 1000}s`;
    await queue.add({ studentId }, jobId, { delayMs });
  }
  return new Date(begunAt.getTime() + Math.max(...SWEEP_AFTER_MS));
}

export type SweepDeps = {
  readonly students: Pick<Database['students'], 'find'>;
  readonly consents: Pick<Database['consents'], 'current'>;
  readonly objects: Pick<ObjectStore, 'deletePrefix'>;
  readonly backups?: Backups | undefined;
  readonly personTraces: Pick<PersonTraces, 'forget' | 'rewriteAppendOnlyFile'>;
  readonly log: Log;
};

/**
 * Deletes what came to the object store and to Redis after its student was erased; a student who is still there keeps everything. What came to the
 * backups goes unless a consent is in force.
 */
export async function sweepErased(
  { students, consents, objects, backups, personTraces, log }: SweepDeps,
  studentId: string,
): Promise<void> {
  if (backups && !(await consents.current(studentId))) await eraseFromBackups(backups, studentId);
  if (await students.find(studentId)) return;
  const swept = await objects.deletePrefix(studentPrefix(studentId));
  if (swept > 0) log.info('objects of an erased student swept', { studentId, objects: swept });
  await personTraces.forget(studentId);
  if ((await personTraces.rewriteAppendOnlyFile()) === 'busy')
    throw new Error('Redis writes its file already');
}
