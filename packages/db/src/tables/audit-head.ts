import { EntitySchema } from 'typeorm';
import { moment, primary, text } from './columns.ts';

/** Where the chain of the audit log stood: the last entry that was sealed then, and its hash. */
export type AuditHead = {
  readonly seq: number;
  readonly hash: string;
  readonly at: Date;
  /** How many entries that sealing took. */
  readonly entries: number;
};

export const auditHeadTable = new EntitySchema<AuditHead>({
  name: 'AuditHead',
  tableName: 'audit_heads',
  columns: {
    seq: { name: 'seq', type: 'int', unsigned: true, ...primary },
    hash: text('hash', 64),
    at: moment('at'),
    entries: { name: 'entries', type: 'int', unsigned: true },
  },
});
