import { createTally, type ReportDocument } from '../report-document.ts';
import { sayIn, wordFor } from '../report-texts.ts';
import type { Institution } from './institution.ts';
import { openPages, type Pdf, type PdfPages } from './pdf-page.ts';
import { openTable, type PdfTable } from './pdf-table.ts';

/** About 400 pages; nobody reads more on paper, and a page is slow to set. */
export const MOST_PDF_ROWS = 20_000;
const SIGNATURE_HEIGHT = 66;
const SIGNATURE_WIDTH = 190;

/** A4 pages, written while rows come. After MOST_PDF_ROWS it says that it ends there. */
export async function* renderPdf(
  document: ReportDocument,
  institution: Institution,
): AsyncGenerator<Uint8Array> {
  const pages = openPages(document, institution);
  const table = openTable(pages, document);
  const tally = createTally(document);
  let isCut = false;
  for await (const batch of document.rows) {
    isCut ||= tally.rows() + batch.length > MOST_PDF_ROWS;
    if (isCut) break;
    for (const row of batch) {
      tally.note(row);
      table.drawRow(row);
    }
    yield* written(pages.pdf);
  }
  writeEnd(pages, table, document, { tally, isCut });
  pages.finish();
  pages.pdf.end();
  for await (const chunk of pages.pdf) yield chunk as Uint8Array;
}

type End = { readonly tally: ReturnType<typeof createTally>; readonly isCut: boolean };

/** Sums of what was cut off would be wrong: there are none then. */
function writeEnd(pages: PdfPages, table: PdfTable, document: ReportDocument, { tally, isCut }: End): void {
  const say = sayIn(document.lang);
  const totals = tally.totals();
  if (isCut) writeLine(pages, say('cut'));
  else if (tally.rows() === 0) writeLine(pages, say('nothing'));
  else if (totals) table.drawRow(totals, { bold: true, label: say('total') });
  pages.onNewPage = () => undefined;
  if (document.signed && pages.y + SIGNATURE_HEIGHT > pages.bottom) pages.next();
  const { y } = pages;
  if (!isCut) writeStatuses(pages, document, tally.statuses());
  if (document.signed) writeSignature(pages, document, y);
}

/** What pdfkit has ready so far. */
function* written(pdf: Pdf): Generator<Uint8Array> {
  for (let chunk = pdf.read(); chunk !== null; chunk = pdf.read()) yield chunk as Uint8Array;
}

function writeLine(pages: PdfPages, text: string): void {
  const { pdf, left, width } = pages;
  if (pages.y + 30 > pages.bottom) pages.next();
  pdf
    .font('regular')
    .fontSize(9)
    .fillColor('black')
    .text(text, left, pages.y + 8, { width: width - SIGNATURE_WIDTH - 20 });
  pages.y = pdf.y + 4;
}

function writeStatuses(
  pages: PdfPages,
  { lang }: ReportDocument,
  statuses: Readonly<Record<string, number>>,
): void {
  const counted = Object.entries(statuses);
  if (counted.length === 0) return;
  writeLine(pages, counted.map(([status, number]) => `${wordFor(lang, status)}: ${number}`).join('   '));
}

/** On the right, beside the counts. */
function writeSignature({ pdf, left, width }: PdfPages, { lang }: ReportDocument, top: number): void {
  const say = sayIn(lang);
  const room = { width: SIGNATURE_WIDTH };
  const x = left + width - room.width;
  const y = top + 8;
  const line = y + 44;
  pdf.font('regular').fontSize(9).fillColor('black').text(say('signature'), x, y, room);
  pdf.lineWidth(0.75).strokeColor('black');
  pdf
    .moveTo(x, line)
    .lineTo(x + room.width, line)
    .stroke();
  pdf.fontSize(8).text(say('signedBy'), x, line + 3, room);
}
