import type { ReportSchedule } from '@hadir/db';
import { type Actor, AppError } from '@hadir/platform';
import type { ApiDeps } from '../../shared/deps.ts';
import { allReports } from '../all-reports.ts';
import { querySchema, type ReportDefinition } from '../define-report.ts';
import { CONTENT_TYPES, renderReport } from '../render/render-report.ts';
import { sayIn } from '../report-texts.ts';
import { daysFrom, type RelativeDays } from './relative-days.ts';

export type SendDeps = Pick<ApiDeps, 'database' | 'objects' | 'timeZone' | 'mailer'>;

/** What mail servers usually take, with room for what base64 adds. */
const MAX_ATTACHMENT_BYTES = 15 * 1024 * 1024;

/** Schedules are made by staff, who see every course. */
const SENDER: Actor = { kind: 'api-key', id: 'report-schedule', role: 'staff', userId: null };

type Wanted = Pick<ReportSchedule, 'report' | 'filters' | 'span' | 'format' | 'lang'>;

/** What the report is asked with at a moment. Throws `AppError('unprocessable')` for filters that it does not take. */
export function queryAt(schedule: Wanted, moment: Date, timeZone: string) {
  const { report: name, filters, span, format, lang } = schedule;
  const report = allReports.find((each) => each.name === name);
  if (!report) throw new AppError('unprocessable', 'report: there is no such report', { field: 'report' });
  const days = span === null ? {} : daysFrom(span as RelativeDays, moment, timeZone);
  const parsed = querySchema(report).safeParse({ ...filters, ...days, format, lang });
  if (parsed.success) return { report, query: parsed.data };
  const [issue] = parsed.error.issues;
  throw new AppError('unprocessable', `filters: ${issue?.path.join('.') || 'they'} ${issue?.message}`, {
    field: 'filters',
  });
}

/** Makes the report as of `moment` and mails it. Throws AppError, MailError. Answers how many addresses were refused. */
export async function sendReport(deps: SendDeps, schedule: ReportSchedule, moment: Date): Promise<number> {
  const { mailer, timeZone } = deps;
  if (!mailer) throw noMailer();
  const { report, query } = queryAt(schedule, moment, timeZone);
  const { document, content } = await written(deps, report, query, schedule);
  const say = sayIn(schedule.lang);
  const about = document.about.map(({ label, value }) => `${label}: ${value}`);
  const { refused } = await mailer.send({
    to: schedule.recipients,
    subject: [document.title, ...document.about.slice(0, 1).map(({ value }) => value)].join(' · '),
    text: [document.title, '', ...about, '', say('attached')].join('\n'),
    attachments: [
      {
        filename: `${document.fileName}.${schedule.format}`,
        content,
        contentType: CONTENT_TYPES[schedule.format],
      },
    ],
    messageId: `report-${schedule.id}-${moment.getTime()}`,
  });
  return refused;
}

async function written(
  deps: SendDeps,
  report: ReportDefinition,
  query: object,
  { format }: Pick<ReportSchedule, 'format'>,
) {
  const document = await report.build(deps, query as never, SENDER);
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of await renderReport(deps, document, { format, bom: true })) {
    parts.push(Buffer.from(chunk));
    bytes += chunk.length;
    if (bytes > MAX_ATTACHMENT_BYTES) throw new AppError('unprocessable', 'the report is too large to mail');
  }
  return { document, content: Buffer.concat(parts) };
}

export function noMailer(): AppError {
  return new AppError('conflict', 'no mail server is configured: set SMTP_URL and MAIL_FROM', {
    reason: 'no-mail-server',
  });
}
