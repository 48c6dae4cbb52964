import { REPORT_FILE_FORMATS, REPORT_LANGUAGES } from '@hadir/db';
import { z } from 'zod';
import { changeOf, Instant } from '../../shared/schemas.ts';
import { allReports } from '../all-reports.ts';
import { RELATIVE_DAYS } from './relative-days.ts';

const MOST_RECIPIENTS = 20;
/** One past session, or one person, is nothing to send every week; and no schedule names somebody who may be erased. */
const UNSENT = ['session-sheet', 'student-history'];
const names = allReports.map(({ name }) => name).filter((name) => !UNSENT.includes(name)) as [
  string,
  ...string[],
];

const fields = z.strictObject({
  report: z.enum(names),
  filters: z
    .record(z.string().max(40), z.string().max(100))
    .refine((filters) => Object.keys(filters).length <= 10, 'must be at most 10')
    .describe('What the report is asked with beside its days, such as `courseId`.'),
  span: z
    .enum(RELATIVE_DAYS)
    .nullable()
    .describe('Its days, told from the day on which it is sent; null for a report without days.'),
  format: z.enum(REPORT_FILE_FORMATS),
  lang: z.enum(REPORT_LANGUAGES),
  recipients: z
    .array(z.email().max(254))
    .min(1)
    .max(MOST_RECIPIENTS)
    .describe('Addresses; they see each other.'),
  weekday: z.int().min(1).max(7).nullable().describe('1 Monday to 7 Sunday; null is every day.'),
  atTime: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time as HH:MM')
    .describe('On the campus’s clock.'),
  enabled: z.boolean(),
});

export const NewReportSchedule = fields
  .extend({
    filters: fields.shape.filters.default({}),
    span: fields.shape.span.default(null),
    format: fields.shape.format.default('pdf'),
    lang: fields.shape.lang.default('en'),
    weekday: fields.shape.weekday.default(null),
    enabled: fields.shape.enabled.default(true),
  })
  .meta({ id: 'NewReportSchedule' });
export type NewReportSchedule = z.output<typeof NewReportSchedule>;

export const ReportScheduleChange = changeOf(fields).meta({ id: 'ReportScheduleChange' });

export const ReportSchedule = z
  .object({
    ...fields.shape,
    id: z.uuid(),
    report: z.string(),
    span: z.string().nullable(),
    recipients: z.array(z.string()),
    createdAt: Instant,
    lastRunAt: Instant.nullable().describe('When it was sent last.'),
    gaveUpAt: Instant.nullable().describe('Set when the latest due one was given up.'),
    retryAt: Instant.nullable().describe('When a sending that failed is tried again.'),
    attempts: z.int(),
    lastError: z.string().nullable(),
  })
  .meta({ id: 'ReportSchedule' });
export type ReportSchedule = z.output<typeof ReportSchedule>;
