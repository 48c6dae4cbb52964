import { createHash } from 'node:crypto';
import { type CheckedAgain, type Database, type Import, LONGEST_IMPORT } from '@hadir/db';
import type { Actor } from '@hadir/platform';
import { actorName } from '../shared/audited.ts';
import { WAITING_MS } from './import-schemas.ts';
import { type Content, type Kind, kinds, type Parsed, type PlanContext } from './kinds.ts';
import type { Plan } from './plan.ts';
import { byRow, isError, type Problem, problem } from './problem.ts';
import type { ReceivedImport } from './receive-import.ts';
import { readTable } from './table/read-table.ts';

export type CheckImportDeps = {
  readonly database: Database;
  readonly timeZone: string;
};

/** Problems of one file that are kept; a file with more has one that says so. */
const MOST_PROBLEMS = 20_000;

/** As JSON: below what a MariaDB takes in one packet unless it is set otherwise (16 MiB). */
const MOST_CONTENT_BYTES = 12 * 1024 * 1024;

/** Reads the file, compares it with what is there, and keeps what was found. Writes nothing of what the file holds. */
export async function checkImport(
  { database, timeZone }: CheckImportDeps,
  { fields, bytes, fileName }: ReceivedImport,
  actor: Actor,
): Promise<Import> {
  const kind = kinds[fields.kind];
  const parsed = kind.parse(await readTable(bytes, fileName));
  const options = { removeMissing: fields.removeMissing };
  const plan = await planOf(kind, database, parsed, { ...options, timeZone, now: new Date() });
  return database.imports.create({
    kind: fields.kind,
    fileSha256: createHash('sha256').update(bytes).digest('hex'),
    options,
    rowCount: parsed.rows.length,
    createdBy: actorName(actor),
    expiresAt: new Date(Date.now() + WAITING_MS),
    ...outcomeOf(plan, parsed),
  });
}

/** What is too much to be compared is a problem of the file. */
export async function planOf(
  kind: Kind,
  repositories: Parameters<Kind['plan']>[0],
  parsed: Parsed,
  context: PlanContext,
): Promise<Plan> {
  try {
    return await kind.plan(repositories, parsed, context);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = `${error.message}; split the file (at most ${LONGEST_IMPORT} rows)`;
    return {
      problems: [...parsed.problems, problem('too-much', message)],
      changes: [],
      counts: {},
      work: null,
    };
  }
}

type Outcome = CheckedAgain & { readonly content: Content };

/** What is kept of a check. The rows of a file that cannot be applied are not. */
export function outcomeOf(plan: Plan, parsed: Parsed): Outcome {
  const { problems, changes, counts } = plan;
  const errors = problems.filter(isError).length;
  const content: Content = {
    rows: errors > 0 ? [] : parsed.rows,
    problems: kept(problems),
    changes,
  };
  if (Buffer.byteLength(JSON.stringify(content)) > MOST_CONTENT_BYTES && changes.length > 0) {
    const message = 'the file has more text than is kept at once; split it';
    return outcomeOf({ ...plan, problems: [...problems, problem('too-much', message)], changes: [] }, parsed);
  }
  return {
    status: errors > 0 ? 'refused' : 'ready',
    counts,
    errorCount: errors,
    warningCount: problems.length - errors,
    content,
  };
}

function kept(problems: readonly Problem[]): Problem[] {
  const sorted = problems.toSorted(byRow);
  if (sorted.length <= MOST_PROBLEMS) return sorted;
  const message = `there are ${problems.length} problems; the first ${MOST_PROBLEMS} are listed`;
  return [problem('too-much', message), ...sorted.slice(0, MOST_PROBLEMS)];
}
