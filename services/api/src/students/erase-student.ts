import { siteSettingsOf, studentPrefix } from '@hadir/contracts';
import type { Database } from '@hadir/db';
import type { Actor, Log, ObjectStore, PersonTraces } from '@hadir/platform';
import { type ReceiptDeps, writeReceipt } from '../privacy/write-receipt.ts';
import { audited } from '../shared/audited.ts';
import { deleteCrops } from '../shared/delete-crops.ts';
import type { Announce } from '../shared/deps.ts';
import { type BackupErasure, type Backups, eraseBackups } from './erase-backups.ts';
import { type ForgottenInRedis, forgetInRedis } from './forget-in-redis.ts';
import { planSweeps, type SweepQueue } from './sweep-erased.ts';

export type EraseStudentDeps = ReceiptDeps & {
  readonly database: Pick<Database, 'transaction' | 'corrections' | 'siteSettings' | 'audit'>;
  readonly objects: Pick<ObjectStore, 'delete' | 'deletePrefix'>;
  readonly announce: Pick<Announce, 'galleryChanged'>;
  readonly sweepQueue: SweepQueue;
  readonly backups?: Backups | undefined;
  readonly personTraces: Pick<PersonTraces, 'forget' | 'rewriteAppendOnlyFile'>;
  readonly log: Pick<Log, 'warn'>;
};

export type Erasure = {
  readonly studentId: string;
  readonly erasedAt: Date;
  readonly rowsErased: boolean;
  readonly objectsErased: number;
  readonly backups: BackupErasure;
  readonly redis: ForgottenInRedis;
  /** Null when there never was such a student. */
  readonly receiptId: string | null;
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
  const settings = siteSettingsOf(await database.siteSettings.read());
  const { attendance } = settings.erasure;
  const deed = {
    actor,
    action: 'student.erase',
    subject: studentId,
    details: { objects: objectsErased, attendance },
  };
  const removal = await audited(database, deed, ({ students }) => students.remove(studentId, { attendance }));
  await announce.galleryChanged(removal?.courseIds ?? []);
  await deleteCrops(objects, removal?.cropKeys ?? []);
  // A frame or an upload may have been under way; the sweeps find one that still is.
  const leftSince = await objects.deletePrefix(prefix);
  const facts = {
    studentId,
    erasedAt: new Date(),
    objects: objectsErased + leftSince,
    rows: removal?.rows ?? {},
    backups: await eraseBackups(deps, studentId),
    redis: await forgetInRedis(deps, studentId),
    sweepUntil,
    settings,
  };
  const { erasedAt, objects: objectsGone, backups, redis } = facts;
  return {
    studentId,
    erasedAt,
    rowsErased: removal !== undefined,
    objectsErased: objectsGone,
    backups,
    redis,
    receiptId: (await wasThere(deps, studentId)) ? await writeReceipt(deps, facts) : null,
    sweepUntil,
  };
}

/** The audit log knows whom this call or one before has erased: also one that broke off before its receipt. */
async function wasThere(
  { database }: Pick<EraseStudentDeps, 'database'>,
  studentId: string,
): Promise<boolean> {
  const { items } = await database.audit.list({ subjectType: 'student', subjectId: studentId, limit: 1 });
  return items.length > 0;
}
