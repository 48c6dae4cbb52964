import { printable } from '../../output/text-width.ts';
import type { Import, ImportChange, ImportProblem } from './import-models.ts';

/** More changes than this are counted, not listed. */
const MOST_LISTED = 20;
const SIGNS: Readonly<Record<string, string>> = { create: '+', change: '~', remove: '-' };
const WORDS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  student: ['student', 'students'],
  'roster-entry': ['place on a roster', 'places on rosters'],
  session: ['session', 'sessions'],
  series: ['series', 'series'],
  lecturer: ['lecturer of a course', 'lecturers of courses'],
};

export function problemLines(problems: readonly ImportProblem[]): string[] {
  return problems.map(({ row, column, severity, message }) => {
    const place = [row === null ? 'file' : `row ${row}`, ...(column === null ? [] : [column])].join(', ');
    const mark = severity === 'warning' ? 'warning: ' : '';
    return `  ${printable(place)}: ${mark}${printable(message)}`;
  });
}

export function changeLines(changes: readonly ImportChange[]): string[] {
  const lines = changes.slice(0, MOST_LISTED).map((change) => {
    const { action, subject, key } = change;
    return `  ${SIGNS[action] ?? '?'} ${subject} ${printable(`${key}${difference(change)}`)}`;
  });
  const rest = changes.length - lines.length;
  return rest > 0 ? [...lines, `  … and ${rest} more (--json lists all)`] : lines;
}

function difference({ before, after }: ImportChange): string {
  const fields = Object.keys(after ?? before ?? {});
  const said = fields
    .filter((field) => before?.[field] !== after?.[field])
    .map((field) => {
      const [was, will] = [before?.[field] ?? '–', after?.[field] ?? '–'];
      return before === null || after === null
        ? `${field} ${before === null ? will : was}`
        : `${field} ${was} → ${will}`;
    })
    .filter((text) => !text.endsWith(' –') || before !== null);
  return said.length > 0 ? `: ${said.join(', ')}` : '';
}

/** `students: 2 new, 1 changed, 40 as they were`. */
export function countLines({ counts }: Pick<Import, 'counts'>): string[] {
  return Object.entries(counts).flatMap(([subject, each]) => {
    if (!each) return [];
    const [, many] = WORDS[subject] ?? [subject, subject];
    const parts = [
      `${each.create} new`,
      `${each.change} changed`,
      ...(each.remove > 0 ? [`${each.remove} removed`] : []),
      `${each.unchanged} as they were`,
    ];
    return [`  ${many}: ${parts.join(', ')}`];
  });
}

export function timesText(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? `1 ${one}` : `${count} ${many}`;
}
