import { toCampusTime } from '../../shared/campus-time.ts';
import { createTally, type ReportDocument, type Row, type Value } from '../report-document.ts';

/** One JSON object whose `rows` are written as they come, with the totals after them. Moments are campus time with its offset. */
export async function* renderJson(document: ReportDocument): AsyncGenerator<string> {
  const { name: report, title, lang, timeZone, about, columns, rows } = document;
  const tally = createTally(document);
  const heads = columns.map(({ key, title: text, kind }) => ({ key, title: text, kind }));
  yield `${JSON.stringify({ report, title, lang, timeZone, about, columns: heads }).slice(0, -1)},"rows":[`;
  let separator = '';
  for await (const batch of rows) {
    if (batch.length === 0) continue;
    for (const row of batch) tally.note(row);
    yield separator + batch.map((row) => JSON.stringify(plainRow(row, timeZone))).join(',');
    separator = ',';
  }
  const totals = tally.totals();
  yield `],"totals":${JSON.stringify(totals ? plainRow(totals, timeZone) : null)},"statuses":${JSON.stringify(tally.statuses())}}\n`;
}

function plainRow(row: Row, timeZone: string): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      value instanceof Date ? toCampusTime(value, timeZone) : value,
    ]),
  );
}
