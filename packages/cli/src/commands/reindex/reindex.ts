import { availableParallelism } from 'node:os';
import type { Database, WantedPart } from '@hadir/db';
import type { FaceEngine } from '@hadir/vision';
import { z } from 'zod';
import { CliError } from '../../cli-error.ts';
import type { Context } from '../../command/context.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { flag, wholeNumber } from '../../command/fields.ts';
import { openDatabase } from '../../settings/open-database.ts';
import { openEngine } from '../../settings/open-engine.ts';
import { openTemplateBox } from '../../settings/open-template-box.ts';
import { REINDEX_SOURCES, type Reindexed, reindexImages } from './reindex-images.ts';

export const reindex = defineCommand({
  name: 'reindex',
  summary: 'Describe every stored face anew after a change of engine or model.',
  details:
    'Run it with the new networks (MODELS_DIR) while matchers still run with the old ones: new templates are written beside the old, which stay in use. It may be stopped and run again; it goes on where it was. When it says that all is done, start the matchers with the new networks, then remove the old templates with --prune.',
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
    const left = await countMissing(database, engine.parts);
    if (done.described > 0 && !dryRun) await reindexing.announce();
    const pruned = prune && !dryRun ? await pruneOld(database, engine.parts, left) : null;
    return conclude(context, engine, { dryRun, toDo, left, pruned, ...done });
  },
});

async function countMissing({ reindexing }: Pick<Database, 'reindexing'>, parts: readonly WantedPart[]) {
  const counts = REINDEX_SOURCES.map((source) => reindexing.count(source, parts));
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

async function pruneOld(
  { reindexing, audit }: Pick<Database, 'reindexing' | 'audit'>,
  parts: readonly WantedPart[],
  left: number,
): Promise<number> {
  if (left > 0) {
    throw new CliError(
      'not-complete',
      `${left} images have no new template yet, so the old ones stay.`,
      'Run `hadir reindex` again and mend what it names; students with no readable photo need to be enrolled anew.',
    );
  }
  const removed = await reindexing.prune(parts);
  const version = parts.map(({ modelVersion }) => modelVersion).join(' + ');
  await audit.append({
    actor: 'cli',
    action: 'template.prune',
    subjectType: 'template',
    subjectId: version.slice(0, 64),
    details: { removed },
  });
  return removed;
}

type Result = Reindexed & {
  readonly dryRun: boolean;
  readonly toDo: number;
  readonly left: number;
  readonly pruned: number | null;
};

function conclude(_: Context, { name, parts }: FaceEngine, result: Result) {
  const { dryRun, toDo, left, pruned, described, gone, failed, failedCount } = result;
  const versions = parts.map(({ modelVersion }) => modelVersion).join(' + ');
  const verb = dryRun ? 'Could describe' : 'Described';
  const lines = [
    `${verb} ${described} of ${toDo} images with ${name} (${versions}).`,
    ...(gone > 0 ? [`${gone} went meanwhile.`] : []),
    ...(failedCount > 0 ? [`${failedCount} could not be described:`] : []),
    ...failed.map(({ source, id, message }) => `  ${source} ${id}: ${message}`),
    ...(pruned === null ? [] : [`Removed ${pruned} templates of other versions.`]),
    advice(result),
  ];
  const isDone = dryRun ? failedCount === 0 : left === 0;
  return { ok: isDone, json: { engine: name, parts, ...result }, text: lines.join('\n') };
}

function advice({ dryRun, left, pruned }: Result): string {
  if (dryRun) return 'Nothing was written.';
  if (left > 0) return `${left} images are left: run it again.`;
  if (pruned !== null) return 'Only templates of this version are left.';
  return 'All is done: start the matchers with these networks, then run `hadir reindex --prune`.';
}
