import type { SiteSettings } from '@hadir/contracts';
import type { Database } from '@hadir/db';
import type { Signer } from '@hadir/platform';
import type { BackupErasure } from '../students/erase-backups.ts';
import type { ForgottenInRedis } from '../students/forget-in-redis.ts';
import type { ReceiptStatement, Remains } from './receipt-schemas.ts';
import { signReceipt } from './sign-receipt.ts';

export type ReceiptDeps = {
  readonly database: Pick<Database, 'erasureReceipts'>;
  readonly receiptSigner: Pick<Signer, 'sign'>;
};

export type ErasureFacts = {
  readonly studentId: string;
  readonly erasedAt: Date;
  readonly rows: Readonly<Record<string, number>>;
  readonly objects: number;
  readonly backups: BackupErasure;
  readonly redis: ForgottenInRedis;
  readonly sweepUntil: Date;
  readonly settings: SiteSettings;
};

const HOUR_MS = 3_600_000;
/** Frames wait that long at most, and jobs that ended are remembered for so long. */
const FRAME_HOURS = 72;
const JOB_HOURS = 1;
/** Sealed templates of unknown faces are compared for so long. */
const UNKNOWN_FACE_HOURS = 4;

/** Keeps what was erased, what is left and until when, under the site's signature; answers the receipt's id. */
export async function writeReceipt(
  { database, receiptSigner }: ReceiptDeps,
  facts: ErasureFacts,
): Promise<string> {
  const { studentId, erasedAt, rows, objects, backups, redis, settings } = facts;
  const id = database.erasureReceipts.newId();
  const statement: ReceiptStatement = {
    receiptId: id,
    subjectId: studentId,
    erasedAt: erasedAt.toISOString(),
    rows: { ...rows },
    attendance: settings.erasure.attendance,
    objects,
    backups,
    shortTerm: redis.entries,
    appendOnlyFile: redis.appendOnlyFile,
    remains: remainsOf(facts),
  };
  await database.erasureReceipts.add({
    id,
    subjectId: studentId,
    erasedAt,
    statement,
    signature: signReceipt(receiptSigner, statement),
  });
  return id;
}

/** What this erasure could not reach or had to leave; docs/privacy.md says of each what it is. */
function remainsOf(facts: ErasureFacts): Remains[] {
  const { erasedAt, sweepUntil, rows, settings, backups, redis } = facts;
  const after = (hours: number, from = erasedAt): string =>
    new Date(from.getTime() + hours * HOUR_MS).toISOString();
  const unknownHours = settings.keepUnknowns ? UNKNOWN_FACE_HOURS : 0;
  const possible: readonly (Remains & { readonly isThere: boolean })[] = [
    { what: 'this-receipt', until: null, isThere: true },
    { what: 'audit-log', until: null, isThere: true },
    { what: 'anonymous-sightings', until: null, isThere: (rows.sightings ?? 0) > 0 },
    {
      what: 'counts-of-sessions',
      until: null,
      isThere: settings.erasure.attendance === 'pseudonymise' && (rows.attendance_records ?? 0) > 0,
    },
    { what: 'jobs-of-this-erasure', until: after(JOB_HOURS, sweepUntil), isThere: true },
    { what: 'queued-frames', until: after(FRAME_HOURS), isThere: true },
    {
      what: 'unknown-crops',
      until: after(settings.retention.unknownCropHours),
      isThere: settings.keepUnknowns,
    },
    { what: 'unknown-templates', until: after(unknownHours), isThere: settings.keepUnknowns },
    { what: 'backups', until: null, isThere: backups === 'pending' },
    {
      what: 'append-only-file',
      until: null,
      isThere: redis.appendOnlyFile !== 'off' && redis.appendOnlyFile !== 'started',
    },
    { what: 'copies-outside', until: null, isThere: true },
  ];
  return possible.filter(({ isThere }) => isThere).map(({ what, until }) => ({ what, until }));
}
