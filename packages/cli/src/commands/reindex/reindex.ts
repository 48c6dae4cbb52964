import { availableParallelism } from 'node:os';
import type { Database, LostNote, WantedPart } from '@hadir/db';
import type { FaceEngine } from '@hadir/vision';
import { z } from 'zod';
import { CliError } from '../../cli-error.ts';
import type { Context } from '../../command/context.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { flag, wholeNumber } from '../../command/fields.ts';
import { openDatabase } from '../../settings/open-database.ts';
import { openEngine } from '../../settings/open-engine.ts';
import { openTemplateBox } from '../../settings/open-template-box.ts';
import { REINDEX_SOURCES, type ReindexDeps, type Reindexed, reindexImages } from './reindex-images.ts';

export const reindex = defineCommand({
  name: 'reindex',
  summary: 'Describe every stored face anew after a change of engine or model.',
  details:
    'Run it with the new networks (MODELS_DIR) while matchers still run with the old ones: new templates are written beside the old, which stay in use. It may be stopped and run again; it goes on where it was. When it says that all is done, start the matchers with the new networks, then remove the old templates with --prune, which also forgets what was learned from corrections whose crops are gone.',
  examples: ['--dry-run', '', '--engine fused', '--prune'],
  input: {
    engine: option(
      '--engine <name>',
      'auto, sift, deep or fused: whose templates are wanted',
      z.enum(['auto', 'sift', 'deep', 'fused']).default('auto'),
    ),
    dryRun: option('--dry-run', 'describe every image, write nothing', flag),
    prune: option('--prune', 'once all is done, remove the templates of other versions', flag),
    concurrency: option(
      '--concurrency <n>',
      'images described at once',
      wholeNumber(1, 64).default(availableParallelism()),
    ),
  },
  async run({ engine: wanted, dryRun, prune, concurrency }, context) {
    const engine = await openEngine(context, wanted);
    const box = await openTemplateBox(context);
    const database = await openDatabase(context);
    const { reindexing } = database;
    const { createObjectStore } = await import('@hadir/platform');
    const objects = context.closeLater(createObjectStore(context.settings.need('OBJECT_STORE_URL')));
    const toDo = await countMissing(database, engine.parts);
    const onProgress = ({ described, gone, failedCount }: Reindexed) =>
      context.screen.progress(`${described + gone + failedCount} of ${toDo} images …`);
    const stopped = context.untilStopped();
    const deps = { reindexing, objects, engine, box, concurrency, onProgress, stopped };
    const done = await reindexImages(deps, { dryRun });
    if (done.described > 0 && !dryRun) await reindexing.announce();
    if (!dryRun) await tellReindexed(database, engine.parts, done);
    const pruned = prune && !dryRun ? await pruneOld(database, deps) : null;
    const left = await countMissing(database, engine.parts);
    return conclude(context, engine, { dryRun, toDo, left, ...done, pruned });
  },
});

async function countMissing({ reindexing }: Pick<Database, 'reindexing'>, parts: readonly WantedPart[]) {
  const counts = REINDEX_SOURCES.map((source) => reindexing.count(source, parts));
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

/** For the audit; nothing is told when there was nothing to do. */
async function tellReindexed(
  { audit }: Pick<Database, 'audit'>,
  parts: readonly WantedPart[],
  { described, gone, failedCount }: Reindexed,
): Promise<void> {
  if (described + gone + failedCount === 0) return;
  const details = { described, gone, failed: failedCount };
  await audit.append({ ...auditOf(parts), action: 'template.reindex', details });
}

const auditOf = (parts: readonly WantedPart[]) =>
  ({ actor: 'cli', subjectType: 'template', subjectId: versionsOf(parts).slice(0, 64) }) as const;

const versionsOf = (parts: readonly WantedPart[]): string =>
  parts.map(({ modelVersion }) => modelVersion).join(' + ');

type Pruned = { readonly removed: number; readonly forgotten: Readonly<Record<LostNote, number>> };

async function pruneOld(
  { reindexing, audit }: Pick<Database, 'reindexing' | 'audit'>,
  { objects, engine }: ReindexDeps & { readonly engine: FaceEngine },
): Promise<Pruned> {
  const { parts } = engine;
  refuseWhileLeft(await reindexing.count('photo', parts), 'photos');
  const { forgetLostCorrections } = await import('./forget-lost-corrections.ts');
  const forgotten = await forgetLostCorrections({ reindexing, objects, engine });
  refuseWhileLeft(await reindexing.count('correction', parts), 'crops of corrections');
  const removed = await reindexing.prune(parts);
  const details = { removed, noCrop: forgotten['no-crop'], noFace: forgotten['no-face'] };
  await audit.append({ ...auditOf(parts), action: 'template.prune', details });
  return { removed, forgotten };
}

function refuseWhileLeft(left: number, what: string): void {
  if (left === 0) return;
  throw new CliError(
    'not-complete',
    `${left} ${what} have no new template yet, so the old ones stay.`,
    'Run `hadir reindex` again and mend what it names; students with no readable photo need to be enrolled anew.',
  );
}

type Result = Reindexed & {
  readonly dryRun: boolean;
  readonly toDo: number;
  readonly left: number;
  readonly pruned: Pruned | null;
};

function conclude(_: Context, { name, parts }: FaceEngine, result: Result) {
  const { dryRun, toDo, left, pruned, described, gone, failed, failedCount } = result;
  const verb = dryRun ? 'Could describe' : 'Described';
  const lines = [
    `${verb} ${described} of ${toDo} images with ${name} (${versionsOf(parts)}).`,
    ...(gone > 0 ? [`${gone} went meanwhile.`] : []),
    ...(failedCount > 0 ? [`${failedCount} could not be described:`] : []),
    ...failed.map(({ source, id, message }) => `  ${source} ${id}: ${message}`),
    ...prunedLines(pruned),
    advice(result),
  ];
  const isDone = dryRun ? failedCount === 0 : left === 0;
  return { ok: isDone, json: { engine: name, parts, ...result }, text: lines.join('\n') };
}

function prunedLines(pruned: Pruned | null): string[] {
  if (!pruned) return [];
  const { 'no-crop': noCrop, 'no-face': noFace } = pruned.forgotten;
  return [
    ...(noCrop > 0 ? [`Forgot what was learned from ${noCrop} corrections whose crops are gone.`] : []),
    ...(noFace > 0
      ? [`Forgot what was learned from ${noFace} corrections: no face is found in the crop.`]
      : []),
    `Removed ${pruned.removed} templates of other versions.`,
  ];
}

function advice({ dryRun, left, pruned }: Result): string {
  if (dryRun) return 'Nothing was written.';
  if (left > 0) return `${left} images are left: run it again.`;
  if (pruned !== null) return 'Only templates of this version are left.';
  return 'All is done: start the matchers with these networks, then run `hadir reindex --prune`.';
}
