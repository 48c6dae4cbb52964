import { strFromU8, unzipSync } from 'fflate';
import readXlsx from 'read-excel-file/node';
import { extractText, getDocumentProxy } from 'unpdf';
import type { TestApi } from './test-api.ts';

export type Downloaded = { readonly bytes: Buffer; readonly headers: Headers; readonly status: number };

export async function download(
  { url, keys }: TestApi,
  path: string,
  as = `Bearer ${keys.admin}`,
): Promise<Downloaded> {
  const response = await fetch(url + path, { headers: { authorization: as } });
  return {
    bytes: Buffer.from(await response.arrayBuffer()),
    headers: response.headers,
    status: response.status,
  };
}

/** The text of each page. */
export async function pdfPages(bytes: Buffer): Promise<readonly string[]> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: false });
  return text;
}

export type Cell = string | number | boolean | Date | null;

/** The rows of a workbook's only sheet, as an independent reader takes them, and the sheet's own XML. */
export async function xlsxSheet(bytes: Buffer): Promise<{ rows: readonly (readonly Cell[])[]; xml: string }> {
  const sheets: unknown = await readXlsx(bytes);
  const [first] = sheets as { data?: Cell[][] }[];
  const rows = first && 'data' in first && first.data ? first.data : (sheets as Cell[][]);
  const xml = unzipSync(new Uint8Array(bytes))['xl/worksheets/sheet1.xml'];
  return { rows, xml: xml ? strFromU8(xml) : '' };
}
