import { type Problem, problem } from './problem.ts';
import { type Cell, MOST_COLUMNS, type TableRow } from './table/table.ts';

export type ColumnRule = {
  readonly field: string;
  /** Names of the column, folded; the first is the one that messages give. */
  readonly names: readonly [string, ...string[]];
  readonly isRequired?: boolean;
};
/** Where the columns are, and as what the header has them. */
export type Columns = ReadonlyMap<string, { readonly at: number; readonly title: string }>;

/** Columns that many lists have and no import needs. */
const PASSED_OVER = new Set([
  '',
  'no',
  'no urut',
  'nomor urut',
  '#',
  'keterangan',
  'notes',
  'note',
  'catatan',
]);

/** Finds each rule's column by its name, in English or Indonesian, whatever case, accents and punctuation. */
export function matchColumns(
  header: TableRow,
  rules: readonly ColumnRule[],
): { readonly columns: Columns; readonly problems: readonly Problem[] } {
  const columns = new Map<string, { at: number; title: string }>();
  const problems: Problem[] = [];
  for (const [at, cell] of header.cells.entries()) {
    const name = foldedTitle(cell);
    const place = { row: header.row, column: titleOf(cell, at) };
    const rule = rules.find(({ names }) => names.includes(name));
    const before = rule && columns.get(rule.field);
    if (rule && !before) columns.set(rule.field, { at, title: place.column });
    const fault = before ? doubleColumn(place, before.title) : strangeColumn(rule, name, place, rules);
    if (fault) problems.push(fault);
  }
  const width = header.cells.findLastIndex(({ text }) => text !== '') + 1;
  if (width > MOST_COLUMNS) problems.push(tooManyColumns(header));
  problems.push(...missingColumns(header, rules, columns));
  return { columns, problems };
}

export function letterOf(at: number): string {
  return at < 26 ? String.fromCharCode(65 + at) : letterOf(Math.floor(at / 26) - 1) + letterOf(at % 26);
}

function foldedTitle({ text }: Cell): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[.'’]/g, '')
    .replaceAll(/[^\p{L}\p{N}#]+/gu, ' ')
    .trim();
}

function titleOf({ text }: Cell, at: number): string {
  return text === '' ? letterOf(at) : text.slice(0, 64);
}

type Place = { readonly row: number; readonly column: string };

function strangeColumn(
  rule: ColumnRule | undefined,
  name: string,
  place: Place,
  rules: readonly ColumnRule[],
): Problem | undefined {
  if (rule || PASSED_OVER.has(name)) return undefined;
  const known = rules.map(({ names }) => names[0]).join(', ');
  return problem('unknown-column', `this column is not read; those that are: ${known}`, place);
}

function doubleColumn(place: Place, title: string): Problem {
  return problem('double-column', `"${title}" names the same; remove one of the two columns`, place);
}

function tooManyColumns({ row }: TableRow): Problem {
  const message = `there are more than ${MOST_COLUMNS} columns; remove those that are not needed`;
  return problem('too-many-columns', message, { row });
}

function missingColumns({ row, cells }: TableRow, rules: readonly ColumnRule[], columns: Columns): Problem[] {
  const missing = rules.filter(({ field, isRequired }) => isRequired && !columns.has(field));
  if (missing.length > 0 && columns.size === 0) {
    const wanted = missing.map(({ names }) => names[0]).join(', ');
    const read = cells
      .map(({ text }) => text)
      .join(', ')
      .slice(0, 120);
    const message = `the first row must name the columns, among them ${wanted}; it reads: ${read}`;
    return [problem('no-header', message, { row })];
  }
  return missing.map(({ names: [first, ...others] }) => {
    const also = others.length > 0 ? ` (or ${others.slice(0, 4).join(', ')})` : '';
    return problem('missing-column', `there is no column ${first}${also}; add it`, { row, column: first });
  });
}
