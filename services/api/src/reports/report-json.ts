import { z } from 'zod';
import { ReportRow } from './report-schemas.ts';

type About = { readonly from: string; readonly to: string; readonly timeZone: string };

/** One JSON object whose `rows` are written as they come; each row is checked against its schema. */
export async function* reportJson(
  about: About,
  batches: AsyncIterable<readonly ReportRow[]>,
): AsyncGenerator<string> {
  yield `${JSON.stringify(about).slice(0, -1)},"rows":[`;
  let separator = '';
  for await (const rows of batches) {
    yield separator + rows.map((row) => JSON.stringify(z.encode(ReportRow, row))).join(',');
    separator = ',';
  }
  yield ']}\n';
}
