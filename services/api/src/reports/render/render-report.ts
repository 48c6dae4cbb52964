import { Streamed } from '@hadir/platform';
import { begun } from '../begun.ts';
import type { ReportDeps, ReportFormat } from '../define-report.ts';
import type { ReportDocument } from '../report-document.ts';
import { readInstitution } from './institution.ts';
import { renderCsv } from './render-csv.ts';
import { renderJson } from './render-json.ts';

export const CONTENT_TYPES: Readonly<Record<ReportFormat, string>> = {
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
};

export type Rendering = { readonly format: ReportFormat; readonly bom?: boolean };

/** The bytes of a report, made while they are read. Rows that cannot be read fail here, before any byte is out. */
export async function renderReport(
  deps: Pick<ReportDeps, 'database' | 'objects'>,
  document: ReportDocument,
  { format, bom = false }: Rendering,
): Promise<AsyncIterable<string | Uint8Array>> {
  const ready = { ...document, rows: await begun(document.rows as AsyncGenerator<readonly never[]>) };
  if (format === 'json') return renderJson(ready);
  if (format === 'csv') return renderCsv(ready, { bom });
  const institution = await readInstitution(deps);
  // Loaded when first asked for: an api that nobody asks for files takes some 40 MB less.
  if (format === 'xlsx') return (await import('./render-xlsx.ts')).renderXlsx(ready, institution);
  return (await import('./render-pdf.ts')).renderPdf(ready, institution);
}

export function streamedAs(
  format: ReportFormat,
  fileName: string,
  chunks: AsyncIterable<string | Uint8Array>,
): Streamed {
  return new Streamed({
    contentType: CONTENT_TYPES[format],
    headers:
      format === 'json' ? {} : { 'Content-Disposition': `attachment; filename="${fileName}.${format}"` },
    chunks,
  });
}
