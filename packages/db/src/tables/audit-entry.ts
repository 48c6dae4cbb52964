import { EntitySchema } from 'typeorm';
import { moment, primary, text, uuid } from './columns.ts';

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
  },
});
