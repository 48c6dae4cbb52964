import { IMPORT_KINDS, IMPORT_STATUSES } from '@hadir/db';
import { z } from 'zod';
import { Instant, pageOf } from '../shared/schemas.ts';
import { ACTIONS, SUBJECTS } from './plan.ts';
import { PROBLEMS, type ProblemCode } from './problem.ts';

export const MAX_IMPORT_BYTES = 10 * 1024 * 1024;
/** How long a checked file can be applied, and how long it is told of what was applied. */
export const WAITING_MS = 24 * 60 * 60 * 1000;
export const APPLIED_MS = 30 * 24 * 60 * 60 * 1000;
const LONGEST_IMPORT_PAGE = 1000;

const booleanText = z.enum(['true', 'false']).default('false');

/** The fields of the multipart body, beside the file. */
export const ImportFields = z.strictObject({
  kind: z.enum(IMPORT_KINDS, `kind: must be one of ${IMPORT_KINDS.join(', ')}`),
  removeMissing: booleanText
    .transform((text) => text === 'true')
    .describe(
      'Rosters alone: take off the rosters of the file’s courses whoever the file does not name. Off unless told.',
    ),
});
export type ImportFields = z.output<typeof ImportFields>;

export const NewImport = z
  .object({
    kind: z.enum(IMPORT_KINDS),
    removeMissing: booleanText,
    file: z.string().meta({ format: 'binary' }).describe('A .csv or .xlsx of at most 10 MB and 10,000 rows.'),
  })
  .meta({ id: 'NewImport' });

const counts = z
  .object({ create: z.int(), change: z.int(), remove: z.int(), unchanged: z.int() })
  .meta({ id: 'ImportCounts' });

export const ImportView = z
  .object({
    id: z.uuid(),
    kind: z.enum(IMPORT_KINDS),
    status: z
      .enum(IMPORT_STATUSES)
      .describe('`refused`: the file has errors and cannot be applied. `ready`: it can. `applied`: it was.'),
    options: z.record(z.string(), z.unknown()),
    fileSha256: z.string(),
    rowCount: z.int().describe('Rows below the header that could be read.'),
    errorCount: z.int(),
    warningCount: z.int(),
    counts: z
      .partialRecord(z.enum(SUBJECTS), counts)
      .describe('What applying would do, or did, by what it is done to.'),
    createdAt: Instant,
    expiresAt: Instant.describe('It is forgotten then.'),
    appliedAt: Instant.nullable(),
  })
  .meta({ id: 'Import' });

const ImportProblem = z
  .object({
    row: z.int().nullable().describe('As a spreadsheet counts, from 1; null for the whole file.'),
    column: z.string().nullable(),
    code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
    severity: z.enum(['error', 'warning']),
    message: z.string().describe('What is wrong and what to do.'),
  })
  .meta({ id: 'ImportProblem' });

const texts = z.record(z.string(), z.string().nullable());
const ImportChange = z
  .object({
    row: z.int().nullable().describe('Null for what the file does not name.'),
    action: z.enum(ACTIONS),
    subject: z.enum(SUBJECTS),
    key: z.string().describe('A student’s number, a course’s code, and so on.'),
    before: texts.nullable(),
    after: texts.nullable(),
  })
  .meta({ id: 'ImportChange' });

export const ImportPageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(LONGEST_IMPORT_PAGE).default(200).describe('Items of a page.'),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/, 'cursor: take it from nextCursor of the page before')
    .optional()
    .describe('`nextCursor` of the page before.'),
});
export type ImportPageQuery = z.output<typeof ImportPageQuery>;

export const ImportProblemPage = pageOf('ImportProblemPage', ImportProblem);
export const ImportChangePage = pageOf('ImportChangePage', ImportChange);
