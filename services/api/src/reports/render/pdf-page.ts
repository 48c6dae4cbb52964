import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import type { ReportDocument } from '../report-document.ts';
import { sayIn } from '../report-texts.ts';
import type { Institution } from './institution.ts';

export type Pdf = PDFKit.PDFDocument;

/** DejaVu has Latin, Greek, Cyrillic, Arabic and more; not Chinese, Japanese or Korean. */
const { resolve } = createRequire(import.meta.url);
const REGULAR = resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf');
const BOLD = resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf');

/** In points, of which an inch has 72. */
const MARGIN = 36;
const FOOT = 14;
const LOGO = 44;
/** Beyond so many characters a table is put on its side. */
const WIDEST_UPRIGHT = 100;
const GREY = '#5a6672';
const FOOT_SIZE = 7.5;
const HELVETICA_ASCENT = 0.718;

/** pdfkit's own objects, which its types leave out. */
type Reference = { data: Record<string, unknown>; end(content?: string): void };
type Internals = { ref(data: Record<string, unknown>): Reference; addContent(content: string): void };
type PageInternals = { readonly xobjects: Record<string, Reference> };

export type PdfPages = {
  readonly pdf: Pdf;
  readonly left: number;
  readonly width: number;
  /** Where what is written next begins, and where a page's content ends. */
  y: number;
  readonly bottom: number;
  /** Called after each new page's head. */
  onNewPage: () => void;
  next(): void;
  /** Writes the number of pages into every foot. */
  finish(): void;
};

/** A4 pages with the institution's head on the first, and on each the title and `n / m`. */
export function openPages(document: ReportDocument, institution: Institution): PdfPages {
  const characters = document.columns.reduce((sum, { width }) => sum + width, 0);
  const pdf = new PDFDocument({
    size: 'A4',
    layout: characters > WIDEST_UPRIGHT ? 'landscape' : 'portrait',
    // Pages are broken here, with the table's head on each, and not by pdfkit.
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: 0 },
    autoFirstPage: false,
    lang: document.lang,
    displayTitle: true,
    info: { Title: document.title, Author: institution.name || 'Hadir' },
  });
  pdf.registerFont('regular', REGULAR).registerFont('bold', BOLD);
  const total = openTotal(pdf);
  let number = 0;
  const begin = (): void => {
    pdf.addPage();
    number += 1;
    writeFoot(pdf, document, number, total);
  };
  begin();
  const pages: PdfPages = {
    pdf,
    left: MARGIN,
    width: pdf.page.width - 2 * MARGIN,
    y: writeHead(pdf, document, institution),
    bottom: pdf.page.height - MARGIN - FOOT,
    onNewPage: () => undefined,
    next() {
      begin();
      const about = document.about.slice(0, 1).map(({ value }) => String(value));
      const head = [institution.name, document.title, ...about].filter((part) => part !== '').join(' · ');
      pdf.font('regular').fontSize(FOOT_SIZE).fillColor(GREY);
      pdf.text(head, MARGIN, MARGIN, { width: pages.width, height: 10, ellipsis: true });
      pages.y = MARGIN + 16;
      pages.onNewPage();
    },
    finish: () => total.end(`BT /F1 ${FOOT_SIZE} Tf 0.353 0.4 0.447 rg (${number}) Tj ET`),
  };
  return pages;
}

/** What is drawn in every foot, and written once the number of pages is known. */
function openTotal(pdf: Pdf): Reference {
  const internals = pdf as unknown as Internals;
  const font = internals.ref({ Type: 'Font', Subtype: 'Type1', BaseFont: 'Helvetica' });
  font.end();
  const box = { Type: 'XObject', Subtype: 'Form', BBox: [0, -3, 60, 12] };
  return internals.ref({ ...box, Resources: { Font: { F1: font } } });
}

function writeFoot(pdf: Pdf, { lang }: ReportDocument, number: number, total: Reference): void {
  const text = `${sayIn(lang)('page')} ${number} / `;
  const y = pdf.page.height - MARGIN;
  pdf.font('Helvetica').fontSize(FOOT_SIZE).fillColor(GREY);
  const x = pdf.page.width - MARGIN - 22 - pdf.widthOfString(text);
  pdf.text(text, x, y, { lineBreak: false });
  (pdf.page as unknown as PageInternals).xobjects.Total = total;
  const at = `${(pdf.page.width - MARGIN - 22).toFixed(2)} ${(y + HELVETICA_ASCENT * FOOT_SIZE).toFixed(2)}`;
  (pdf as unknown as Internals).addContent(`q 1 0 0 -1 ${at} cm /Total Do Q`);
}

/** Answers where the content begins. */
function writeHead(pdf: Pdf, { title, about, legend }: ReportDocument, { name, logo }: Institution): number {
  const width = pdf.page.width - 2 * MARGIN;
  const hasLogo = logo !== null && drawLogo(pdf, logo);
  const x = hasLogo ? MARGIN + LOGO + 12 : MARGIN;
  const room = width - (x - MARGIN);
  let y = MARGIN;
  if (name !== '') {
    pdf.font('bold').fontSize(11).fillColor('black').text(name, x, y, { width: room });
    y = pdf.y + 2;
  }
  pdf.font('bold').fontSize(15).fillColor('black').text(title, x, y, { width: room });
  y = Math.max(pdf.y, hasLogo ? MARGIN + LOGO : 0) + 6;
  pdf
    .moveTo(MARGIN, y)
    .lineTo(MARGIN + width, y)
    .lineWidth(1)
    .strokeColor('black')
    .stroke();
  y += 8;
  for (const { label, value } of about) {
    pdf.font('regular').fontSize(9).fillColor(GREY).text(label, MARGIN, y, { width: 100 });
    const below = pdf.y;
    pdf.fillColor('black').text(String(value), MARGIN + 104, y, { width: width - 104 });
    y = Math.max(pdf.y, below) + 1;
  }
  if (legend) {
    pdf
      .font('regular')
      .fontSize(8)
      .fillColor(GREY)
      .text(legend, MARGIN, y + 2, { width });
    y = pdf.y;
  }
  return y + 8;
}

/** False for an image that pdfkit cannot take in, such as an interlaced PNG: a report without its logo is better than none. */
function drawLogo(pdf: Pdf, logo: Buffer): boolean {
  try {
    pdf.image(logo, MARGIN, MARGIN, { fit: [LOGO, LOGO], align: 'center', valign: 'center' });
    return true;
  } catch {
    return false;
  }
}
