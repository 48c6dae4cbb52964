import { studentPrefix } from '@hadir/contracts';
import type { Database } from '@hadir/db';
import type { Actor, Log, ObjectStore } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import { deleteCrops } from '../shared/delete-crops.ts';
import type { Announce } from '../shared/deps.ts';
import { type BackupErasure, type Backups, eraseBackups } from './erase-backups.ts';
import { planSweeps, type SweepQueue } from './sweep-erased.ts';

export type EraseStudentDeps = {
  readonly database: Pick<Database, 'transaction' | 'corrections'>;
  readonly objects: Pick<ObjectStore, 'delete' | 'deletePrefix'>;
  readonly announce: Pick<Announce, 'galleryChanged'>;
  readonly sweepQueue: SweepQueue;
  readonly backups?: Backups | undefined;
  readonly log: Pick<Log, 'warn'>;
};

export type Erasure = {
  readonly studentId: string;
  readonly erasedAt: Date;
  readonly rowsErased: boolean;
  readonly objectsErased: number;
  readonly backups: BackupErasure;
  /** What is still on its way to the object store is deleted until then. */
  readonly sweepUntil: Date;
};

/**
 * Erases a student: photos, evidence, templates, consents, roster entries, attendance records, what backups hold of them, and their face where it lies with
 * somebody whom staff said it is not. Erasing twice is no error, and finishes what a call that broke off has left: every object lies
 * under a prefix that needs no row to be found, and crops that need one go before it. The sweeps are planned first, so that no
 * erasure is without them.
 */
export async function eraseStudent(
  deps: EraseStudentDeps,
  studentId: string,
  actor: Actor,
): Promise<Erasure> {
  const { database, objects, announce, sweepQueue } = deps;
  const prefix = studentPrefix(studentId);
  const sweepUntil = await planSweeps(sweepQueue, studentId, new Date());
  const cropsErased = await deleteCrops(objects, await database.corrections.cropsAmongOthers(studentId));
  const objectsErased = cropsErased + (await objects.deletePrefix(prefix));
  const removal = await audited(
    database,
    { actor, action: 'student.erase', subject: studentId, details: { objects: objectsErased } },
    ({ students }) => students.remove(studentId),
  );
  await announce.galleryChanged(removal?.courseIds ?? []);
  await deleteCrops(objects, removal?.cropKeys ?? []);
  // A frame or an upload may have been under way; the sweeps find one that still is.
  const leftSince = await objects.deletePrefix(prefix);
  return {
    studentId,
    erasedAt: new Date(),
    rowsErased: removal !== undefined,
    objectsErased: objectsErased + leftSince,
    backups: await eraseBackups(deps, studentId),
    sweepUntil,
  };
}
