import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { pdfPages, xlsxSheet } from '../../testing/read-report.ts';
import type { ReportDocument, Row } from '../report-document.ts';
import { renderCsv } from './render-csv.ts';
import { MOST_PDF_ROWS, renderPdf } from './render-pdf.ts';
import { renderXlsx } from './render-xlsx.ts';

const nobody = { name: '', logo: null };
const BATCH = 200;

function longReport(rows: number, made = { rows: 0 }): ReportDocument {
  return {
    name: 'attendance',
    title: 'Attendance',
    lang: 'en',
    timeZone: 'Asia/Jakarta',
    about: [],
    columns: [
      { key: 'number', title: 'Number', kind: 'code', width: 12 },
      { key: 'name', title: 'Name', kind: 'text', width: 30 },
      { key: 'at', title: 'At', kind: 'moment', width: 20 },
      { key: 'count', title: 'Count', kind: 'count', width: 10, summed: true },
    ],
    rows: (async function* () {
      for (; made.rows < rows; made.rows += BATCH) {
        await turn();
        yield Array.from({ length: BATCH }, (_, at): Row => {
          const number = made.rows + at;
          return { number: `S${number}`, name: `Somebody ${number}`, at: new Date(number * 1000), count: 2 };
        });
      }
    })(),
    signed: false,
    fileName: 'long',
  };
}

const forms = {
  csv: (document: ReportDocument) => renderCsv(document, { bom: false }),
  xlsx: (document: ReportDocument) => renderXlsx(document, nobody),
  pdf: (document: ReportDocument) => renderPdf(document, nobody),
};

/** Reads as a slow line would, and answers how many rows were made when the first bytes of any size came, and the memory at most. */
async function drain(chunks: AsyncIterable<string | Uint8Array>, made: { readonly rows: number }) {
  let bytes = 0;
  let madeAtFirst: number | undefined;
  let heap = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > 2000) madeAtFirst ??= made.rows;
    heap = Math.max(heap, process.memoryUsage().heapUsed);
  }
  return { bytes, madeAtFirst, heapMb: heap / 1e6 };
}

test.each([
  ['csv', 100_000],
  ['xlsx', 60_000],
  ['pdf', 6000],
] as const)(
  'when a long %s is written, then bytes come long before the last row is made',
  async (form, rows) => {
    const made = { rows: 0 };
    const before = process.memoryUsage().heapUsed / 1e6;
    const { madeAtFirst, heapMb } = await drain(forms[form](longReport(rows, made)), made);
    expect(made.rows).toBe(rows);
    expect(madeAtFirst).toBeLessThan(rows / 4);
    expect(heapMb - before).toBeLessThan(150);
  },
);

test('when whoever reads hangs up, then no more rows are made', async () => {
  for (const form of Object.values(forms)) {
    const made = { rows: 0 };
    for await (const _chunk of form(longReport(1_000_000, made))) break;
    await turn();
    const then = made.rows;
    for (let waited = 0; waited < 20; waited++) await turn();
    expect(made.rows - then).toBeLessThanOrEqual(BATCH);
    expect(made.rows).toBeLessThan(100_000);
  }
});

test('when pages would be too many, then they end and say so, and nothing is summed up', async () => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of forms.pdf(longReport(MOST_PDF_ROWS + BATCH))) chunks.push(chunk);
  const pages = await pdfPages(Buffer.concat(chunks));
  const last = pages.at(-1) ?? '';
  expect(last).toContain('more rows than it holds');
  expect(last).toMatch(new RegExp(`Page ${pages.length} / ?${pages.length}`));
  expect(pages[0]).toMatch(new RegExp(`Page 1 / ?${pages.length}`));
  expect(last).not.toContain('Total');
}, 120_000);

test('when a workbook is long, then its total counts every row', async () => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of forms.xlsx(longReport(5000))) chunks.push(chunk);
  const { rows } = await xlsxSheet(Buffer.concat(chunks));
  expect(rows.find(([first]) => first === 'Total')?.[3]).toBe(10_000);
});

test('when whoever reads is slow, then waiting for them leaves no listeners behind', async () => {
  const warnings: string[] = [];
  const note = ({ name }: Error): number => warnings.push(name);
  process.on('warning', note);
  try {
    for await (const _chunk of forms.xlsx(longReport(20_000))) {
      for (let waited = 0; waited < 20; waited++) await turn();
    }
    await turn();
  } finally {
    process.off('warning', note);
  }
  expect(warnings).toEqual([]);
}, 30_000);
