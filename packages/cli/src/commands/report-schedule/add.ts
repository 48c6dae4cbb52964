import { z } from 'zod';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { oneOf } from '../../command/fields.ts';
import { FILE_FORMATS, filterFields, filtersOf } from '../report/report-fields.ts';
import { dueText, ReportSchedule, WEEKDAYS } from './schedule-model.ts';

const REPORTS = [
  'attendance',
  'course-matrix',
  'daily-summary',
  'at-risk',
  'device-uptime',
  'recognition-quality',
] as const;
const SPANS = ['yesterday', 'last-week', 'this-week', 'last-month', 'this-month'] as const;
const addresses = z
  .string()
  .transform((text) => text.split(',').map((each) => each.trim()))
  .pipe(z.array(z.email('must be addresses with commas between them')).min(1).max(20));

export const reportScheduleAdd = defineCommand({
  name: 'add',
  summary: 'Have a report sent by e-mail, every day or every week.',
  details: 'The api needs a mail server (SMTP_URL, MAIL_FROM). The recipients of one mail see each other.',
  examples: [
    'daily-summary --span last-week --mail-to dean@example.ac.id --weekday monday --at 07:00',
    'course-matrix --course IF-101 --mail-to a@example.ac.id,b@example.ac.id --format xlsx --lang id',
  ],
  input: {
    name: argument('<report>', 'which report', oneOf(REPORTS)),
    recipients: option('--mail-to <addresses>', 'up to 20, with commas between them', addresses),
    span: option('--span <days>', `the days of the report: ${SPANS.join(', ')}`, oneOf(SPANS).optional()),
    weekday: option('--weekday <day>', 'monday to sunday; every day unless told', oneOf(WEEKDAYS).optional()),
    at: option(
      '--at <time>',
      'a time on the campus’s clock',
      z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 07:00')
        .default('07:00'),
    ),
    format: option('--format <format>', 'csv, xlsx or pdf', oneOf(FILE_FORMATS).default('pdf')),
    course: filterFields.course,
    room: filterFields.room,
    group: filterFields.group,
    status: filterFields.status,
    lang: filterFields.lang,
  },
  async run({ name, recipients, span, weekday, at, format, lang, ...filters }, { api }) {
    const named = await filtersOf(api, { ...filters, session: undefined, student: undefined });
    const body = {
      report: name,
      filters: Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)),
      span: span ?? null,
      format,
      lang,
      recipients,
      weekday: weekday === undefined ? null : WEEKDAYS.indexOf(weekday) + 1,
      atTime: at,
    };
    const made = await api.send({ method: 'POST', path: '/v1/report-schedules', body }, ReportSchedule);
    const text = `${name} goes to ${made.recipients.length} ${made.recipients.length === 1 ? 'address' : 'addresses'}, ${dueText(made)}.\nId  ${made.id}`;
    return { json: made, text };
  },
});
