import { ERASED_ATTENDANCE } from '@hadir/contracts';
import { z } from 'zod';
import { Instant } from '../shared/schemas.ts';
import { BACKUP_ERASURES } from '../students/erase-backups.ts';

const Remains = z.object({
  what: z.string().describe('A short name; docs/privacy.md says what each is.'),
  until: z.iso.datetime().nullable().describe('Null: for as long as the site keeps it.'),
});
export type Remains = z.output<typeof Remains>;

export const ReceiptStatement = z
  .object({
    receiptId: z.uuid(),
    subjectId: z.uuid().describe('The id that the student had; it leads nowhere any more.'),
    erasedAt: z.iso.datetime(),
    rows: z.record(z.string(), z.int()).describe('How many rows there were of the student, by table.'),
    attendance: z.enum(ERASED_ATTENDANCE),
    objects: z.int().describe('Photos, crops and documents deleted from the object store.'),
    backups: z.enum(BACKUP_ERASURES),
    shortTerm: z.int().nullable().describe('Entries deleted from Redis; null: still being looked for.'),
    appendOnlyFile: z
      .enum(['started', 'busy', 'off', 'refused', 'pending'])
      .describe(
        'Of Redis. started: written anew; busy, pending: asked again within minutes; off: there is none; refused: a managed Redis that decides itself when it is written anew.',
      ),
    remains: z.array(Remains),
  })
  .meta({ id: 'ErasureStatement' });
export type ReceiptStatement = z.output<typeof ReceiptStatement>;

const signature = z.string().max(64).describe('Of the statement by this site, in base64url.');

export const StoredReceipt = z
  .object({
    id: z.uuid(),
    erasedAt: Instant,
    statement: ReceiptStatement,
    signature,
    isGenuine: z
      .boolean()
      .describe('Whether the signature is this site’s, and the statement as it was signed.'),
  })
  .meta({ id: 'StoredErasureReceipt' });

export const ShownReceipt = z
  .strictObject({ statement: ReceiptStatement, signature })
  .meta({ id: 'ShownErasureReceipt' });

export const ReceiptVerdict = z.object({ isGenuine: z.boolean() }).meta({ id: 'ErasureReceiptVerdict' });
