import type { ApiClient, Query } from '../../api/api-client.ts';
import { findCourse } from '../../api/find.ts';
import { AttendanceReport, type ReportRow } from '../../api/models.ts';
import { UsageError } from '../../cli-error.ts';
import type { Context } from '../../command/context.ts';
import { defineCommand, option, type Result } from '../../command/define-command.ts';
import { day, flag, oneOf, text } from '../../command/fields.ts';
import { printStream, saveStream } from '../../output/save-stream.ts';
import { table } from '../../output/table.ts';

const PATH = '/v1/reports/attendance';

export const report = defineCommand({
  name: 'report',
  summary: 'Report attendance between two days, both included.',
  details: 'A table to read, or with --format the report itself, for a file or another program.',
  examples: [
    '--from 2026-11-01 --to 2026-11-30 --course IF-101',
    '--from 2026-11-01 --to 2026-11-30 --format csv --bom --out november.csv',
  ],
  input: {
    from: option('--from <day>', 'the first day on the campus', day),
    to: option('--to <day>', 'the last day', day),
    course: option('--course <code>', 'only of this course', text.optional()),
    format: option('--format <format>', 'json or csv', oneOf(['json', 'csv']).optional()),
    out: option('--out <file>', 'write it to this file (csv unless told)', text.optional()),
    bom: option('--bom', 'with csv: begin with a byte order mark, for Excel', flag),
  },
  async run({ from, to, course, ...asked }, context) {
    const { format, out, bom } = checked(asked, context);
    const { api } = context;
    const courseId = course === undefined ? undefined : (await findCourse(api, course)).id;
    const query = { from, to, courseId };
    if (out) return save(api, { ...query, format, bom: String(bom) }, out);
    if (format === 'csv') {
      await printStream(await api.stream(PATH, { ...query, format, bom: String(bom) }));
      return { json: null, text: '' };
    }
    const found = await api.getLong(PATH, AttendanceReport, { ...query, format: 'json' });
    return { json: found, text: format ? JSON.stringify(found, null, 2) : reportTable(found, context) };
  },
});

type Asked = {
  readonly format: 'json' | 'csv' | undefined;
  readonly out: string | undefined;
  readonly bom: boolean;
};

/** A file is a CSV unless told; what contradicts itself is refused. */
function checked({ format: given, out, bom }: Asked, { json }: Context): Asked {
  const format = given ?? (out ? 'csv' : undefined);
  if (bom && format !== 'csv') throw new UsageError('--bom is for --format csv.', '');
  if (json && format === 'csv' && !out) {
    throw new UsageError('--json cannot print a CSV.', 'Leave --json out, or add --out FILE.');
  }
  return { format, out, bom };
}

async function save(api: ApiClient, query: Query, file: string): Promise<Result> {
  const bytes = await saveStream(await api.stream(PATH, query), file);
  return { json: { file, bytes }, text: `Wrote ${file} (${bytes} bytes).` };
}

function reportTable({ rows }: AttendanceReport, { screen, time }: Context): string {
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
