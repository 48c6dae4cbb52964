import { EntitySchema } from 'typeorm';
import { moment, nullable, primary, text, uuid } from './columns.ts';

export type AuditDetails = Readonly<Record<string, string | number | boolean | null>>;

/** Who did what to what. Never changed and never removed; names and images stay out of `details`. */
export type AuditEntry = {
  readonly id: string;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly details: AuditDetails;
  /** The place in the chain, from 1 on without gaps; null, as what follows, until the entry is sealed. */
  readonly seq: number | null;
  /** The hash of the entry before, and of this one with it: SHA-256 in hex. */
  readonly prevHash: string | null;
  readonly hash: string | null;
  readonly sealedAt: Date | null;
};

export const auditTable = new EntitySchema<AuditEntry>({
  name: 'AuditEntry',
  tableName: 'audit_log',
  columns: {
    id: uuid('id', primary),
    at: moment('at'),
    actor: text('actor', 120),
    action: text('action', 64),
    subjectType: text('subject_type', 64),
    subjectId: text('subject_id', 64),
    details: { name: 'details', type: 'json' },
    seq: { name: 'seq', type: 'int', unsigned: true, nullable: true },
    prevHash: text('prev_hash', 64, nullable),
    hash: text('hash', 64, nullable),
    sealedAt: moment('sealed_at', nullable),
  },
});
