import type { Database, Import, Repositories } from '@hadir/db';
import { type Actor, AppError } from '@hadir/platform';
import { actorName } from '../shared/audited.ts';
import type { Announce } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { outcomeOf, planOf } from './check-import.ts';
import { APPLIED_MS } from './import-schemas.ts';
import { type Content, type ImportOptions, kinds, type Parsed } from './kinds.ts';
import type { Plan, PlannedChange } from './plan.ts';
import { isError, type Problem, problem } from './problem.ts';

export type ApplyImportDeps = {
  readonly database: Database;
  readonly announce: Pick<Announce, 'galleryChanged'>;
  readonly timeZone: string;
};

type Applied =
  | { readonly row: Import; readonly courseIds: readonly string[] }
  | { readonly refused: Plan; readonly parsed: Parsed };

/**
 * Writes all of a checked file in one transaction, in which it is compared with what is there once more: what has changed since in a
 * way that makes a new error, or would remove what was not shown, ends it. Applied before, it answers what it did then.
 */
export async function applyImport(deps: ApplyImportDeps, id: string, actor: Actor): Promise<Import> {
  const { database, announce } = deps;
  const applied = await database.transaction((repositories) => applyOnce(deps, repositories, id, actor));
  if ('refused' in applied) {
    await database.imports.checkedAgain(id, outcomeOf(applied.refused, applied.parsed));
    throw groundShifted(applied.refused);
  }
  if (applied.courseIds.length > 0) await announce.galleryChanged([...applied.courseIds]);
  return found(await database.imports.find(id), 'import');
}

async function applyOnce(
  { timeZone }: ApplyImportDeps,
  repositories: Repositories,
  id: string,
  actor: Actor,
): Promise<Applied> {
  const row = found(await repositories.imports.hold(id), 'import');
  if (row.status === 'applied') return { row, courseIds: [] };
  if (row.status === 'refused') {
    throw new AppError('conflict', 'the file has errors; mend it and send it again', {
      reason: 'has-errors',
    });
  }
  const kind = kinds[row.kind];
  const { rows, problems, changes } = row.content as unknown as Content;
  await kind.hold?.(repositories, rows);
  const now = new Date();
  const parsed = { rows, problems: [] };
  const context = { ...(row.options as ImportOptions), timeZone, now };
  const plan = withRemovals(await planOf(kind, repositories, parsed, context), changes);
  if (plan.problems.some(isError)) {
    return { refused: plan, parsed: { rows, problems } };
  }
  const { courseIds } = await kind.write(repositories, plan.work, { actor, timeZone, now });
  await repositories.imports.applied(id, {
    appliedBy: actorName(actor),
    counts: plan.counts,
    expiresAt: new Date(now.getTime() + APPLIED_MS),
  });
  await repositories.audit.append({
    actor: actorName(actor),
    action: 'import.apply',
    subjectType: 'import',
    subjectId: id,
    details: { kind: row.kind, fileSha256: row.fileSha256, ...figuresOf(plan) },
  });
  return { row, courseIds };
}

/** Nothing is removed that the check did not show. */
function withRemovals(plan: Plan, shown: readonly PlannedChange[]): Plan {
  const known = new Set(shown.filter(({ action }) => action === 'remove').map(nameOf));
  const more = plan.changes.filter((change) => change.action === 'remove' && !known.has(nameOf(change)));
  const problems: Problem[] = more.map(({ subject, key }) => {
    const message = `${subject} ${key} is new since the file was checked and would be removed; send the file again`;
    return problem('removal-not-shown', message);
  });
  return { ...plan, problems: [...plan.problems, ...problems] };
}

/** `student.create: 40`, and so on. */
function figuresOf({ counts }: Plan): Record<string, number> {
  const figures = Object.entries(counts).flatMap(([subject, each]) =>
    Object.entries(each).map(([action, times]) => [`${subject}.${action}`, times] as const),
  );
  return Object.fromEntries(figures);
}

function nameOf({ subject, key }: PlannedChange): string {
  return `${subject}\n${key}`;
}

function groundShifted({ problems }: Plan): AppError {
  const errors = problems.filter(isError);
  const [first] = errors;
  const where = first?.row ? ` (row ${first.row})` : '';
  const more = errors.length > 1 ? `, and ${errors.length - 1} more` : '';
  const message = `what is there has changed since the file was checked, and nothing was written: ${first?.message}${where}${more}`;
  return new AppError('conflict', message, { reason: 'ground-shifted' });
}
