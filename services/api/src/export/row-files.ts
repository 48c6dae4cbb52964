import type { SubjectPages } from '@hadir/db';
import { stringify } from 'csv-stringify/sync';

const cast = {
  date: (at: Date) => at.toISOString(),
  object: (value: object) => JSON.stringify(value),
};

/** One list of objects; a page of them in memory at a time. */
export async function* jsonOf(pages: SubjectPages): AsyncGenerator<Buffer> {
  let before = '[';
  for await (const rows of pages) {
    const objects = rows.map((row) => `  ${JSON.stringify(row, null, 2).replaceAll('\n', '\n  ')}`);
    yield Buffer.from(`${before}\n${objects.join(',\n')}`);
    before = ',';
  }
  yield Buffer.from(before === '[' ? '[]\n' : '\n]\n');
}

/** With a line of names, which the first row gives; nothing for no rows. */
export async function* csvOf(pages: SubjectPages): AsyncGenerator<Buffer> {
  let columns: string[] | undefined;
  for await (const rows of pages) {
    const header = columns === undefined;
    columns ??= Object.keys(rows[0] ?? {});
    yield Buffer.from(stringify([...rows], { header, columns, escape_formulas: true, cast }));
  }
}
