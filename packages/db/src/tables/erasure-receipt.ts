import { EntitySchema } from 'typeorm';
import { moment, primary, text, uuid } from './columns.ts';

/** What stays of an erasure. It names nobody: `subjectId` is the id of a student who is not there any more. */
export type ErasureReceipt = {
  readonly id: string;
  readonly subjectId: string;
  readonly erasedAt: Date;
  /** What was signed. */
  readonly statement: Readonly<Record<string, unknown>>;
  /** Of the statement, in base64url. */
  readonly signature: string;
};

export const erasureReceiptTable = new EntitySchema<ErasureReceipt>({
  name: 'ErasureReceipt',
  tableName: 'erasure_receipts',
  columns: {
    id: uuid('id', primary),
    subjectId: uuid('subject_id'),
    erasedAt: moment('erased_at'),
    statement: { name: 'statement', type: 'json' },
    signature: text('signature', 64),
  },
});
