import { readFile } from 'node:fs/promises';
import type { ApiClient } from '../../api/api-client.ts';
import { keyOf } from '../../api/key-of.ts';
import { Course, Student } from '../../api/models.ts';
import { readAll } from '../../api/read-all.ts';
import { CliError } from '../../cli-error.ts';
import { argument, defineCommand, option, type Result } from '../../command/define-command.ts';
import { flag, text } from '../../command/fields.ts';
import { printable } from '../../output/text-width.ts';
import { applyImport } from './apply-import.ts';
import { parseStudentCsv, type RowProblem } from './parse-student-csv.ts';
import { type ImportPlan, planImport } from './plan-import.ts';

/** More changes than this are counted, not listed. */
const MOST_LISTED = 20;

export const studentImport = defineCommand({
  name: 'import',
  summary: 'Add or rename students, and fill rosters, from a CSV file.',
  details:
    'The first line names the columns: number,name and, if you like, course (a code). UTF-8, with "," or ";". The whole file is checked first: with any mistake in it nothing is changed. The same file again changes nothing; students who are not in it stay.',
  examples: ['students.csv --dry-run', 'students.csv'],
  input: {
    file: argument('<file>', 'the CSV file', text),
    dryRun: option('--dry-run', 'only show what would change', flag),
  },
  async run({ file, dryRun }, { api, screen }) {
    const { rows, problems } = parseStudentCsv(await readCsv(file));
    const known = await readKnown(api);
    const plan = planImport(rows, known);
    const all = [...problems, ...plan.problems].toSorted((a, b) => a.line - b.line);
    if (all.length > 0) return refused(file, all);
    if (dryRun) return { json: summaryOf(plan, { dryRun }), text: describePlan(plan) };
    const ids = new Map(known.students.map(({ number, id }) => [keyOf(number), id]));
    const applied = await applyImport(api, plan, ids, (done, of) =>
      screen.progress(`${done} of ${of} students`),
    );
    const { created, renamed, addedToRosters } = applied;
    return {
      json: { ...summaryOf(plan, { dryRun }), addedToRosters },
      text: `Added ${students(created)}, renamed ${renamed}, left ${plan.unchanged} as they were. New on rosters: ${addedToRosters}.`,
    };
  },
});

async function readCsv(file: string): Promise<Buffer> {
  return readFile(file).catch((error: unknown) => {
    throw new CliError('no-file', `${file} cannot be read.`, 'Check the path.', error);
  });
}

async function readKnown(api: ApiClient): Promise<{ students: Student[]; courses: Course[] }> {
  const [students, courses] = await Promise.all([
    collect(readAll(api, '/v1/students', Student)),
    collect(readAll(api, '/v1/courses', Course)),
  ]);
  return { students, courses };
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

function refused(file: string, problems: readonly RowProblem[]): Result {
  const lines = problems.map(({ line, problem }) => `  line ${line}: ${printable(problem)}`);
  const count = problems.length === 1 ? '1 mistake' : `${problems.length} mistakes`;
  return {
    ok: false,
    json: { problems },
    text: [`${file} has ${count}; nothing was changed.`, ...lines].join('\n'),
  };
}

function summaryOf(plan: ImportPlan, { dryRun }: { readonly dryRun: boolean }) {
  const { create, rename, unchanged } = plan;
  return { dryRun, created: create.length, renamed: rename.length, unchanged, problems: [] };
}

function describePlan({ create, rename, unchanged, rosters }: ImportPlan): string {
  const changes = [
    ...create.map(({ number, name }) => `  + ${number}  ${printable(name)}`),
    ...rename.map(
      ({ student, name }) => `  ~ ${student.number}  ${printable(student.name)} → ${printable(name)}`,
    ),
  ];
  const rest = changes.length - MOST_LISTED;
  return [
    `Would add ${students(create.length)}, rename ${rename.length}, leave ${unchanged} as they are.`,
    ...rosters.map(({ course, numbers }) => `On the roster of ${course.code}: ${students(numbers.length)}.`),
    ...changes.slice(0, MOST_LISTED),
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
  ].join('\n');
}

function students(count: number): string {
  return count === 1 ? '1 student' : `${count} students`;
}
