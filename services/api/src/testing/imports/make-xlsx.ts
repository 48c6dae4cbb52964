import { strToU8, zipSync } from 'fflate';

/** A cell as a workbook holds it: text, a number with a style, a formula, or XML of one's own. */
export type TestCell =
  | string
  | number
  | null
  | { readonly number: number; readonly style: number }
  | { readonly formula: string; readonly value?: string | number }
  | { readonly error: string }
  | { readonly shared: number };
export type TestSheet = {
  readonly name?: string;
  readonly state?: 'visible' | 'hidden' | 'veryHidden';
  readonly rows: readonly (readonly TestCell[])[];
  readonly merges?: readonly string[];
};
export type WorkbookOptions = {
  readonly is1904?: boolean;
  readonly sharedTexts?: readonly string[];
  /** Parts that replace or join the usual ones; null leaves one out. */
  readonly parts?: Readonly<Record<string, string | null>>;
};

/** Styles by number: 0 general, 1 date, 2 time, 3 date and time, 4 eight digits, 5 a day as `dd/mm/yyyy`. */
const FORMATS = [0, 14, 20, 22, 164, 165];
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook as a spreadsheet program writes it, made by hand so that it can be wrong in any way. */
export function makeXlsx(sheets: readonly TestSheet[], options: WorkbookOptions = {}): Buffer {
  const { is1904 = false, sharedTexts = [], parts = {} } = options;
  const texts = sharedTexts.map((text) => `<si>${text.startsWith('<') ? text : `<t>${text}</t>`}</si>`);
  const files: Record<string, string | null> = {
    '[Content_Types].xml': `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    'xl/workbook.xml': workbookXml(sheets, is1904),
    'xl/_rels/workbook.xml.rels': relationsXml(sheets),
    'xl/styles.xml': `${XML}<styleSheet ${MAIN}><numFmts><numFmt numFmtId="164" formatCode="00000000"/><numFmt numFmtId="165" formatCode="[$-421]dd/mm/yyyy;@"/></numFmts><cellXfs>${FORMATS.map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `${XML}<sst ${MAIN}>${texts.join('')}</sst>`,
    ...Object.fromEntries(sheets.map((sheet, at) => [`xl/worksheets/sheet${at + 1}.xml`, sheetXml(sheet)])),
    ...parts,
  };
  const kept = Object.entries(files).filter(([, text]) => text !== null);
  return Buffer.from(zipSync(Object.fromEntries(kept.map(([name, text]) => [name, strToU8(text ?? '')]))));
}

function workbookXml(sheets: readonly TestSheet[], is1904: boolean): string {
  const list = sheets.map(
    ({ name, state = 'visible' }, at) =>
      `<sheet name="${name ?? `Sheet${at + 1}`}" sheetId="${at + 1}" state="${state}" r:id="rId${at + 1}"/>`,
  );
  return `${XML}<workbook ${MAIN} xmlns:r="${RELATIONS}"><workbookPr date1904="${is1904 ? 1 : 0}"/><sheets>${list.join('')}</sheets></workbook>`;
}

function relationsXml(sheets: readonly TestSheet[]): string {
  const list = sheets.map(
    (_, at) =>
      `<Relationship Id="rId${at + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
  );
  return `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list.join('')}</Relationships>`;
}

function sheetXml({ rows, merges = [] }: TestSheet): string {
  const data = rows.map((cells, at) => {
    const row = at + 1;
    const inside = cells.map((cell, column) => cellXml(cell, `${String.fromCharCode(65 + column)}${row}`));
    return `<row r="${row}">${inside.join('')}</row>`;
  });
  const merged = merges.map((ref) => `<mergeCell ref="${ref}"/>`);
  return `${XML}<worksheet ${MAIN}><sheetData>${data.join('')}</sheetData>${merged.length > 0 ? `<mergeCells>${merged.join('')}</mergeCells>` : ''}</worksheet>`;
}

function cellXml(cell: TestCell, ref: string): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return `<c r="${ref}" t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`;
  if (typeof cell === 'number') return `<c r="${ref}"><v>${cell}</v></c>`;
  if ('number' in cell) return `<c r="${ref}" s="${cell.style}"><v>${cell.number}</v></c>`;
  if ('error' in cell) return `<c r="${ref}" t="e"><v>${cell.error}</v></c>`;
  if ('shared' in cell) return `<c r="${ref}" t="s"><v>${cell.shared}</v></c>`;
  const { formula, value } = cell;
  const type = typeof value === 'string' ? ' t="str"' : '';
  return `<c r="${ref}"${type}><f>${escaped(formula)}</f>${value === undefined ? '' : `<v>${value}</v>`}</c>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
