import type { SealedCount, SealedTable } from '@hadir/db';
import type { SecretBox } from '@hadir/platform';
import type { Context } from '../../command/context.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { flag } from '../../command/fields.ts';
import { openDatabase } from '../../settings/open-database.ts';
import { openTemplateBox } from '../../settings/open-template-box.ts';
import { keyUse } from './key-use.ts';
import { type Resealed, resealRows } from './reseal-rows.ts';

export const templateRotateKeys = defineCommand({
  name: 'rotate-keys',
  summary: 'Seal every template anew with the first key, while matchers run.',
  details:
    'The first key of TEMPLATE_KEY_SECRET seals, all of them open. Every matcher must know the new key before this runs. Safe to stop and to repeat. Exits 1 while a row still needs another key.',
  examples: ['--dry-run', '', '--json'],
  input: { dryRun: option('--dry-run', 'open every row, write none', flag) },
  async run({ dryRun }, context) {
    const { SEALED_TABLES } = await import('@hadir/db');
    const box = await openTemplateBox(context);
    const { sealedRows, audit } = await openDatabase(context);
    const before = await sealedRows.countByKey();
    const toDo = rowsUnderOthers(before, box);
    const onProgress = ({ resealed, unreadableCount }: Resealed) =>
      context.screen.progress(`${resealed + unreadableCount} of ${toDo} rows …`);
    const deps = { sealedRows, box, onProgress, stopped: context.untilStopped() };
    const done = await resealRows(deps, Object.keys(SEALED_TABLES) as SealedTable[], { dryRun });
    if (!dryRun && done.resealed > 0) {
      const details = { keyId: box.keyId, rows: done.resealed };
      await audit.append({
        actor: 'cli',
        action: 'template.rotate-keys',
        subjectType: 'template',
        subjectId: box.keyId,
        details,
      });
    }
    return conclude(context, box, done, await sealedRows.countByKey(), dryRun);
  },
});

function conclude(
  { screen }: Context,
  box: SecretBox,
  done: Resealed,
  counts: readonly SealedCount[],
  dryRun: boolean,
) {
  const use = keyUse(counts, box, screen.width);
  const verb = dryRun ? 'Would seal' : 'Sealed';
  const lines = [
    `${verb} ${done.resealed} rows anew with key "${box.keyId}".`,
    ...(done.unreadableCount > 0 ? [`${done.unreadableCount} rows are opened by no key that is set:`] : []),
    ...done.unreadable.map(({ table, id, keyId }) => `  ${table} ${id}, sealed with "${keyId}"`),
    '',
    use.text,
  ];
  const isDone = dryRun ? done.unreadableCount === 0 : use.left === 0;
  return { ok: isDone, json: { keyId: box.keyId, dryRun, ...done, ...use.json }, text: lines.join('\n') };
}

function rowsUnderOthers(counts: readonly SealedCount[], { keyId }: SecretBox): number {
  return counts.filter((count) => count.keyId !== keyId).reduce((sum, { rows }) => sum + rows, 0);
}
