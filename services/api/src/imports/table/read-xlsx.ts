import { type Problem, problem } from '../problem.ts';
import {
  type Archive,
  ArchiveTooLarge,
  BrokenArchive,
  MOST_UNPACKED_BYTES,
  openArchive,
} from './open-archive.ts';
import { readSheet } from './read-sheet.ts';
import { readWorkbook, type Sheet, type Workbook } from './read-workbook.ts';
import { BrokenXml } from './read-xml.ts';
import { MOST_COLUMNS, refusedTable, type Table } from './table.ts';

/** The first sheet that can be seen and holds something. Values of formulas are taken as they were last calculated. */
export async function readXlsx(bytes: Buffer): Promise<Table> {
  let archive: Archive | undefined;
  try {
    archive = await openArchive(bytes);
    return await readFirst(archive);
  } catch (error) {
    return refusedTable(refusalOf(error));
  } finally {
    archive?.close();
  }
}

async function readFirst(archive: Archive): Promise<Table> {
  const workbook = await readWorkbook(archive);
  if (!workbook) {
    const message =
      'this archive is no Excel workbook; open it in a spreadsheet program and save it as .xlsx or "CSV UTF-8"';
    return refusedTable(problem('not-a-workbook', message));
  }
  const problems: Problem[] = [];
  let table: Table | undefined;
  for (const sheet of workbook.sheets) {
    if (sheet.isHidden) problems.push(hiddenSheet(sheet));
    else if (table && table.rows.length > 0) problems.push(otherSheet(sheet));
    else table = await readOne(archive, workbook, sheet);
  }
  if (!table) return { rows: [], problems: [...problems, noSheet()] };
  return { rows: table.rows, problems: [...problems, ...table.problems] };
}

async function readOne(archive: Archive, workbook: Workbook, { part }: Sheet): Promise<Table> {
  const xml = await archive.read(part);
  if (xml === undefined) throw new BrokenArchive(`the archive has no ${part}`);
  const { rows, hasTooManyColumns } = await readSheet(xml, workbook);
  const message = `the sheet has more than ${MOST_COLUMNS} columns; remove those that are not needed`;
  return { rows, problems: hasTooManyColumns ? [problem('too-many-columns', message)] : [] };
}

function hiddenSheet({ name }: Sheet): Problem {
  return problem('hidden-sheet', `the sheet "${name}" is hidden and was not read; show it if it is meant`);
}

function otherSheet({ name }: Sheet): Problem {
  return problem(
    'other-sheets',
    `the sheet "${name}" was not read: only the first is; save it as a file of its own`,
  );
}

function noSheet(): Problem {
  return problem('no-sheet', 'the workbook has no sheet that can be seen; show the one that is meant');
}

function refusalOf(error: unknown): Problem {
  if (error instanceof ArchiveTooLarge) {
    const megabytes = MOST_UNPACKED_BYTES / 1024 / 1024;
    const message = `unpacked the workbook is larger than ${megabytes} MB; copy its rows into a new workbook`;
    return problem('too-large-inside', message);
  }
  if (error instanceof BrokenArchive || error instanceof BrokenXml) {
    const message = 'the workbook is damaged or was cut off; open it and save it again as .xlsx';
    return problem('broken-workbook', message);
  }
  throw error;
}
