import { EntitySchema } from 'typeorm';
import { moment, nullable, oneOf, primary, text, uuid } from './columns.ts';

export const IMPORT_KINDS = ['students', 'rosters', 'timetable'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];
/** `refused`: its file has errors and can never be applied. */
export const IMPORT_STATUSES = ['refused', 'ready', 'applied'] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

/** A file that was checked, and waits to be applied. */
export type Import = {
  readonly id: string;
  readonly kind: ImportKind;
  readonly status: ImportStatus;
  readonly fileSha256: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly counts: Readonly<Record<string, unknown>>;
  readonly rowCount: number;
  readonly errorCount: number;
  readonly warningCount: number;
  /** Rows, problems and changes; null once applied. */
  readonly content: Readonly<Record<string, unknown>> | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly appliedBy: string | null;
  readonly appliedAt: Date | null;
};

const count = (name: string) => ({ name, type: 'int', unsigned: true }) as const;

export const importTable = new EntitySchema<Import>({
  name: 'Import',
  tableName: 'imports',
  columns: {
    id: uuid('id', primary),
    kind: oneOf('kind', IMPORT_KINDS),
    status: oneOf('status', IMPORT_STATUSES),
    fileSha256: text('file_sha256', 64),
    options: { name: 'options', type: 'json' },
    counts: { name: 'counts', type: 'json' },
    rowCount: count('row_count'),
    errorCount: count('error_count'),
    warningCount: count('warning_count'),
    content: { name: 'content', type: 'json', nullable: true },
    createdBy: text('created_by', 120),
    createdAt: moment('created_at'),
    expiresAt: moment('expires_at'),
    appliedBy: text('applied_by', 120, nullable),
    appliedAt: moment('applied_at', nullable),
  },
});
