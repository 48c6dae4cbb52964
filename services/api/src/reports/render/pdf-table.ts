import type { Column, ReportDocument, Row } from '../report-document.ts';
import { showValue } from '../show-value.ts';
import type { PdfPages } from './pdf-page.ts';

const PAD = 2.5;
const SHADE = '#e6ecf2';
const RULE = '#c3ccd5';

export type PdfTable = {
  drawRow(row: Row, style?: { readonly bold?: boolean; readonly label?: string }): void;
};

type Layout = {
  readonly columns: readonly Column[];
  readonly xs: readonly number[];
  readonly widths: readonly number[];
  readonly size: number;
};

/** A table whose head stands on every page that it reaches, and whose texts wrap within their columns. */
export function openTable(pages: PdfPages, document: ReportDocument): PdfTable {
  const layout = layOut(pages, document.columns);
  const head = () => drawHead(pages, layout);
  head();
  pages.onNewPage = head;
  return {
    drawRow(row, { bold = false, label } = {}) {
      const texts = document.columns.map(({ key, kind }, at) =>
        at === 0 && label !== undefined ? label : showValue(row[key] ?? null, kind, document),
      );
      drawTexts(pages, layout, texts, bold);
    },
  };
}

/** Each column has its share of the page by its width in characters. */
function layOut({ left, width }: PdfPages, columns: readonly Column[]): Layout {
  const characters = columns.reduce((sum, column) => sum + column.width, 0);
  const widths = columns.map((column) => (column.width / characters) * width);
  const xs = widths.map((_, at) => widths.slice(0, at).reduce((sum, each) => sum + each, left));
  const dense = columns.filter(({ upright }) => upright).length;
  return { columns, xs, widths, size: dense > 20 ? 6.5 : 8 };
}

function drawHead(pages: PdfPages, { columns, xs, widths, size }: Layout): void {
  const { pdf, left, width } = pages;
  pdf.font('bold').fontSize(size);
  const heights = columns.map(({ title, upright }, at) =>
    upright
      ? pdf.widthOfString(title) + 2 * PAD
      : pdf.heightOfString(title, { width: inner(widths[at]) }) + 2 * PAD,
  );
  const height = Math.max(...heights);
  if (pages.y + height > pages.bottom) pages.y = pages.bottom - height;
  pdf.rect(left, pages.y, width, height).fill(SHADE);
  pdf.fillColor('black');
  for (const [at, column] of columns.entries()) {
    const x = xs[at] ?? left;
    const room = widths[at] ?? 0;
    if (column.upright) drawUpright(pages, column.title, x + room / 2 - size / 2, pages.y + height - PAD);
    else {
      const y = pages.y + height - (heights[at] ?? 0) + PAD;
      pdf.text(column.title, x + PAD, y, { width: inner(room), align: alignOf(column) });
    }
  }
  pages.y += height;
}

function drawUpright({ pdf }: PdfPages, text: string, x: number, y: number): void {
  pdf.save().rotate(-90, { origin: [x, y] });
  pdf.text(text, x, y, { lineBreak: false });
  pdf.restore();
}

function drawTexts(
  pages: PdfPages,
  { columns, xs, widths, size }: Layout,
  texts: readonly string[],
  bold: boolean,
): void {
  const { pdf, left, width } = pages;
  pdf.font(bold ? 'bold' : 'regular').fontSize(size);
  const line = pdf.currentLineHeight(true);
  const cells = columns.map((column, at) => cellOf(column, texts[at] ?? '', xs[at] ?? left, widths[at] ?? 0));
  const fits = cells.map(({ text, room }) => pdf.widthOfString(text) <= room);
  const heights = cells.map(({ text, room }, at) =>
    fits[at] ? line : pdf.heightOfString(text, { width: room }),
  );
  const height = Math.max(line, ...heights) + 2 * PAD - 1;
  if (pages.y + height > pages.bottom) {
    pages.next();
    pdf.font(bold ? 'bold' : 'regular').fontSize(size);
  }
  pdf.fillColor('black');
  for (const [at, { text, x, room, align }] of cells.entries()) {
    const options = { width: room, align, ...(fits[at] ? { height: line } : {}) };
    if (text !== '') pdf.text(text, x, pages.y + PAD, options);
  }
  pages.y += height;
  pdf
    .moveTo(left, pages.y)
    .lineTo(left + width, pages.y)
    .lineWidth(bold ? 1 : 0.5)
    .strokeColor(RULE)
    .stroke();
}

function cellOf(column: Column, text: string, x: number, width: number) {
  const pad = column.kind === 'mark' ? 0 : PAD;
  return { text, x: x + pad, room: Math.max(width - 2 * pad, 4), align: alignOf(column) };
}

function inner(width = 0): number {
  return Math.max(width - 2 * PAD, 4);
}

function alignOf({ kind }: Column): 'left' | 'right' | 'center' {
  if (kind === 'count' || kind === 'percent' || kind === 'score') return 'right';
  return kind === 'mark' ? 'center' : 'left';
}
