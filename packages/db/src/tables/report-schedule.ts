import { EntitySchema } from 'typeorm';
import { moment, nullable, oneOf, primary, text, uuid } from './columns.ts';

export const REPORT_FILE_FORMATS = ['csv', 'xlsx', 'pdf'] as const;
export type ReportFileFormat = (typeof REPORT_FILE_FORMATS)[number];
export const REPORT_LANGUAGES = ['en', 'id'] as const;
export type ReportLanguage = (typeof REPORT_LANGUAGES)[number];

/** A report that is sent by e-mail at a time of every week, or of every day. */
export type ReportSchedule = {
  readonly id: string;
  readonly report: string;
  /** What the report is asked with, beside its days. */
  readonly filters: Readonly<Record<string, string>>;
  /** Its days, told from the day on which it is due, such as `last-week`; null for a report without days. */
  readonly span: string | null;
  readonly format: ReportFileFormat;
  readonly lang: ReportLanguage;
  /** Addresses of one mail; they see each other. */
  readonly recipients: readonly string[];
  /** 1 Monday to 7 Sunday; null is every day. */
  readonly weekday: number | null;
  /** `HH:MM` in campus time. */
  readonly atTime: string;
  readonly enabled: number;
  readonly createdBy: string;
  readonly createdAt: Date;
  /** The latest due time that was sent or given up. */
  readonly doneFor: Date;
  /** The due time that is being sent, and since when. */
  readonly claimedFor: Date | null;
  readonly claimedAt: Date | null;
  /** For `claimedFor`. */
  readonly attempts: number;
  /** Not before then. */
  readonly retryAt: Date | null;
  readonly lastRunAt: Date | null;
  readonly gaveUpAt: Date | null;
  /** Null once a sending succeeded for all. */
  readonly lastError: string | null;
};

export const reportScheduleTable = new EntitySchema<ReportSchedule>({
  name: 'ReportSchedule',
  tableName: 'report_schedules',
  columns: {
    id: uuid('id', primary),
    report: text('report', 40),
    filters: { name: 'filters', type: 'json' },
    span: text('span', 16, nullable),
    format: oneOf('format', REPORT_FILE_FORMATS),
    lang: oneOf('lang', REPORT_LANGUAGES),
    recipients: { name: 'recipients', type: 'json' },
    weekday: { name: 'weekday', type: 'smallint', unsigned: true, nullable: true },
    atTime: text('at_time', 5),
    enabled: { name: 'enabled', type: 'tinyint' },
    createdBy: text('created_by', 120),
    createdAt: moment('created_at'),
    doneFor: moment('done_for'),
    claimedFor: moment('claimed_for', nullable),
    claimedAt: moment('claimed_at', nullable),
    attempts: { name: 'attempts', type: 'smallint', unsigned: true },
    retryAt: moment('retry_at', nullable),
    lastRunAt: moment('last_run_at', nullable),
    gaveUpAt: moment('gave_up_at', nullable),
    lastError: text('last_error', 500, nullable),
  },
});
