import type { ApiClient, Query } from '../../api/api-client.ts';
import { AttendanceReport, type ReportRow } from '../../api/models.ts';
import { UsageError } from '../../cli-error.ts';
import type { Context } from '../../command/context.ts';
import { argument, defineCommand, option, type Result } from '../../command/define-command.ts';
import { flag, oneOf, text } from '../../command/fields.ts';
import { printStream, saveStream } from '../../output/save-stream.ts';
import { table } from '../../output/table.ts';
import { dayFields, FILE_FORMATS, filterFields, filtersOf, REPORT_NAMES } from './report-fields.ts';
import { ReportModel, reportText } from './report-text.ts';

const NEED_DAYS: ReadonlySet<string> = new Set([
  'attendance',
  'daily-summary',
  'device-uptime',
  'recognition-quality',
]);

export const report = defineCommand({
  name: 'report',
  summary: 'Make a report: a table to read, or a file.',
  details: `REPORT is ${REPORT_NAMES.join(', ')}; attendance unless told. A session sheet needs --session, a course matrix --course, a student's history --student; most need --from and --to.`,
  examples: [
    '--from 2026-11-01 --to 2026-11-30 --course IF-101',
    'course-matrix --course IF-101 --lang id --out rekap.xlsx',
    'daily-summary --from 2026-11-01 --to 2026-11-30 --format pdf --out november.pdf',
  ],
  input: {
    name: argument('[report]', 'which report', oneOf(REPORT_NAMES).default('attendance')),
    ...dayFields,
    ...filterFields,
    format: option(
      '--format <format>',
      'json, csv, xlsx or pdf',
      oneOf(['json', ...FILE_FORMATS]).optional(),
    ),
    out: option(
      '--out <file>',
      'write it to this file (in the form its name ends in, or csv)',
      text.optional(),
    ),
    bom: option('--bom', 'with csv: begin with a byte order mark, for Excel', flag),
  },
  async run({ name, from, to, lang, format: given, out, bom, ...filters }, context) {
    const format = checked({ format: given, out, bom }, context);
    if (NEED_DAYS.has(name) && (from === undefined || to === undefined)) {
      throw new UsageError('--from and --to are required.', '');
    }
    const { api } = context;
    const path = `/v1/reports/${name}`;
    const query = { from, to, lang, ...(await filtersOf(api, filters)) };
    if (out) return save(api, path, { ...query, format, bom: String(bom) }, out);
    if (format === 'csv') {
      await printStream(await api.stream(path, { ...query, format, bom: String(bom) }));
      return { json: null, text: '' };
    }
    return name === 'attendance' ? attendance(query, format, context) : other(path, query, format, context);
  },
});

type Format = 'json' | 'csv' | 'xlsx' | 'pdf' | undefined;
type Asked = { readonly format: Format; readonly out: string | undefined; readonly bom: boolean };

/** The form of a file is what its name ends in, or CSV, unless told; what contradicts itself is refused. */
function checked({ format: given, out, bom }: Asked, { json }: Context): Format {
  const ending =
    out === undefined ? undefined : (/\.(json|csv|xlsx|pdf)$/i.exec(out)?.[1] ?? 'csv').toLowerCase();
  const format = given ?? (ending as Format);
  if (bom && format !== 'csv') throw new UsageError('--bom is for --format csv.', '');
  if ((format === 'xlsx' || format === 'pdf') && !out) {
    throw new UsageError(`--format ${format} needs a file.`, 'Add --out FILE.');
  }
  if (json && format === 'csv' && !out) {
    throw new UsageError('--json cannot print a CSV.', 'Leave --json out, or add --out FILE.');
  }
  return format;
}

async function save(api: ApiClient, path: string, query: Query, file: string): Promise<Result> {
  const bytes = await saveStream(await api.stream(path, query), file);
  return { json: { file, bytes }, text: `Wrote ${file} (${bytes} bytes).` };
}

async function attendance(query: Query, format: Format, context: Context): Promise<Result> {
  const found = await context.api.getLong('/v1/reports/attendance', AttendanceReport, {
    ...query,
    format: 'json',
  });
  return { json: found, text: format ? JSON.stringify(found, null, 2) : attendanceText(found, context) };
}

async function other(path: string, query: Query, format: Format, context: Context): Promise<Result> {
  const found = await context.api.getLong(path, ReportModel, { ...query, format: 'json' });
  return { json: found, text: format ? JSON.stringify(found, null, 2) : reportText(found, context) };
}

function attendanceText({ rows }: AttendanceReport, { screen, time }: Context): string {
  if (rows.length === 0) return 'No session was held in these days.';
  const columns = [
    { title: 'date', value: ({ date }: ReportRow) => date },
    { title: 'at', value: ({ startsAt }: ReportRow) => time.hourMinute(startsAt) },
    { title: 'course', value: ({ courseCode }: ReportRow) => courseCode },
    { title: 'number', value: ({ studentNumber }: ReportRow) => studentNumber },
    { title: 'name', value: ({ studentName }: ReportRow) => studentName, flexible: true },
    { title: 'status', value: ({ status }: ReportRow) => status },
    { title: 'first seen', value: ({ firstSeenAt }: ReportRow) => time.time(firstSeenAt) },
  ];
  return `${table(rows, columns, screen.width)}\n\n${totals(rows)}`;
}

function totals(rows: readonly ReportRow[]): string {
  const counts = new Map<string, number>();
  for (const { status } of rows) counts.set(status ?? 'not yet', (counts.get(status ?? 'not yet') ?? 0) + 1);
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
}
