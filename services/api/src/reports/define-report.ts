import { REPORT_LANGUAGES } from '@hadir/db';
import type { Actor, Role } from '@hadir/platform';
import { z } from 'zod';
import type { ApiDeps } from '../shared/deps.ts';
import { assertOwnCourse, ownCourses } from '../shared/own-courses.ts';
import { Day, Id, line } from '../shared/schemas.ts';
import type { ReportDocument } from './report-document.ts';

export type ReportDeps = Pick<ApiDeps, 'database' | 'timeZone' | 'objects'>;

const MAX_DAYS = 366;
const DAY_MS = 24 * 60 * 60 * 1000;

export const REPORT_FORMATS = ['json', 'csv', 'xlsx', 'pdf'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** What every report takes beside its own filters. */
const formatFields = {
  format: z.enum(REPORT_FORMATS).default('json'),
  lang: z.enum(REPORT_LANGUAGES).default('en').describe('Of an XLSX, a PDF, and the titles in JSON.'),
  bom: z
    .enum(['true', 'false'])
    .default('false')
    .describe('Of a CSV: begin with a byte order mark, for Excel.'),
};

export const dayFields = {
  from: Day.describe('The first campus day.'),
  to: Day.describe('The last campus day; part of the report.'),
};

export const courseField = Id.optional().describe('Of this course alone.');
export const roomField = Id.optional().describe('In this room alone.');
export const groupField = line(32)
  .optional()
  .describe('Of those with this label on the course’s roster alone.');
export const statusField = z
  .enum(['present', 'late', 'absent', 'excused'])
  .optional()
  .describe('Of those with this status alone.');

type Filters = z.ZodObject;
export type ReportQuery<F extends Filters> = z.output<F> & {
  readonly lang: (typeof REPORT_LANGUAGES)[number];
  readonly format: ReportFormat;
};

export type ReportDefinition<F extends Filters = Filters> = {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly roles: readonly Role[];
  /** `from` and `to` among them, if it has days. */
  readonly filters: F;
  /**
   * Throws `AppError('not-found')`, and `AppError('forbidden')` for a course that a lecturer does not teach: first, so that a refusal
   * does not tell which courses there are.
   */
  readonly build: (deps: ReportDeps, query: ReportQuery<F>, actor: Actor) => Promise<ReportDocument>;
};

export function defineReport<F extends Filters>(definition: ReportDefinition<F>): ReportDefinition {
  return definition as unknown as ReportDefinition;
}

type Days = { readonly from?: string | undefined; readonly to?: string | undefined };

/** What a report is asked with: its filters, refused when the days are the wrong way round or more than a year. */
export function querySchema({ filters }: ReportDefinition) {
  return z
    .strictObject({ ...filters.shape, ...formatFields })
    .refine((asked) => daysApart(asked as Days) >= 0, { path: ['to'], error: 'must not be before from' })
    .refine((asked) => daysApart(asked as Days) < MAX_DAYS, {
      path: ['to'],
      error: `must be within ${MAX_DAYS} days of from`,
    });
}

function daysApart({ from, to }: Days): number {
  return from && to ? (Date.parse(to) - Date.parse(from)) / DAY_MS : 0;
}

/** The courses of a report: the one that was asked for, and of a lecturer none but the own. */
export async function coursesFor(
  deps: Pick<ReportDeps, 'database'>,
  actor: Actor,
  courseId: string | undefined,
): Promise<{ readonly courseId?: string | undefined; readonly courseIds?: readonly string[] | undefined }> {
  if (courseId === undefined) return { courseIds: await ownCourses(deps, actor) };
  await assertOwnCourse(deps, actor, courseId);
  return { courseId };
}
