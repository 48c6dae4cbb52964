import { type Problem, problem } from '../problem.ts';
import { readCsv } from './read-csv.ts';
import { readXlsx } from './read-xlsx.ts';
import { refusedTable, type Table } from './table.ts';

const ZIP = Buffer.from('PK');
/** Compound files: .xls, and workbooks that are encrypted. */
const COMPOUND = Buffer.from('d0cf11e0a1b11ae1', 'hex');
/** As a compound file's directory has it: UTF-16. */
const ENCRYPTED_PACKAGE = Buffer.from('EncryptedPackage', 'utf16le');
const OTHERS: readonly (readonly [start: string, what: string])[] = [
  ['%PDF', 'a PDF'],
  ['{\\rtf', 'an RTF document'],
  ['<', 'an HTML or XML file, whatever its name says'],
  ['\xff\xd8\xff', 'a JPEG'],
  ['\x89PNG', 'a PNG'],
];

/** Goes by what the file holds, not by its name. */
export async function readTable(bytes: Buffer, fileName: string): Promise<Table> {
  const refusal = refuse(bytes);
  if (refusal) return refusedTable(refusal);
  const isWorkbook = bytes.subarray(0, 2).equals(ZIP);
  const table = isWorkbook ? await readXlsx(bytes) : readCsv(bytes);
  const named = nameProblem(fileName, isWorkbook);
  return named ? { rows: table.rows, problems: [named, ...table.problems] } : table;
}

function refuse(bytes: Buffer): Problem | undefined {
  if (bytes.length === 0) return problem('empty-file', 'the file is empty');
  if (bytes.subarray(0, 8).equals(COMPOUND)) {
    return bytes.includes(ENCRYPTED_PACKAGE)
      ? problem('encrypted', 'the workbook has a password; save a copy without one')
      : problem('old-xls', 'this is the .xls of Excel 97–2003; save it as .xlsx or "CSV UTF-8"');
  }
  const start = bytes.subarray(0, 64).toString('latin1').trimStart();
  const found = OTHERS.find(([head]) => start.startsWith(head));
  if (!found) return undefined;
  return problem('unknown-format', `this is ${found[1]}; send a .csv or an .xlsx`);
}

function nameProblem(fileName: string, isWorkbook: boolean): Problem | undefined {
  const extension = /\.([a-z0-9]{1,8})$/i.exec(fileName)?.[1]?.toLowerCase();
  if (!extension) return undefined;
  const fits = isWorkbook ? ['xlsx', 'xlsm'] : ['csv', 'tsv', 'txt'];
  if (fits.includes(extension)) return undefined;
  const what = isWorkbook ? 'an Excel workbook' : 'text';
  return problem('wrong-extension', `the name ends in .${extension}, and it was read as what it is: ${what}`);
}
