import type { RestoreResult } from '@hadir/backup';
import { CliError } from '../../cli-error.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { flag, text } from '../../command/fields.ts';
import { facts } from '../../output/table.ts';
import { openBox } from '../../settings/open-box.ts';
import { openDatabase } from '../../settings/open-database.ts';
import { openTemplateBox } from '../../settings/open-template-box.ts';
import { explainStore } from './explain-store.ts';
import { openStores } from './open-stores.ts';

const SHOWN = 20;

export const restore = defineCommand({
  name: 'restore',
  summary: 'Bring a backup into an empty database.',
  details:
    'Run `hadir db migrate` first and keep matchers stopped. Everything is checked before it is written, and templates are sealed by the present TEMPLATE_KEY_SECRET. Safe to stop and to repeat. Exits 1 when somebody could not be restored.',
  examples: [
    '--dry-run',
    '--from s3://hadir-backup/campus',
    '--manifest 2026-11-22T02-00-00-000Z-1f0c2b3a --json',
  ],
  input: {
    from: option('--from <url>', 'where the backup is, in place of BACKUP_STORE_URL', text.optional()),
    keysFrom: option('--keys-from <url>', 'where its keys are, if kept apart', text.optional()),
    manifest: option('--manifest <id>', 'which backup, in place of the newest', text.optional()),
    dryRun: option('--dry-run', 'read, check and open everything, write nothing', flag),
  },
  async run({ from, keysFrom, manifest, dryRun }, context) {
    const backups = await import('@hadir/backup');
    const { createObjectStore } = await import('@hadir/platform');
    const { screen, settings, closeLater } = context;
    const backupBox = await openBox(context, 'BACKUP_KEY_SECRET');
    const templateBox = await openTemplateBox(context);
    const stores = await openStores(context, { from, keysFrom });
    const photos = closeLater(createObjectStore(settings.need('OBJECT_STORE_URL')));
    const { personRows: rows, audit } = await openDatabase(context);
    const done = await backups
      .restore(
        { rows, audit, photos, stores, templateBox, backupBox },
        {
          dryRun,
          ...(manifest ? { manifestId: manifest } : {}),
          signal: context.untilStopped(),
          onProgress: (at, of) => screen.progress(`${at} of ${of} people …`),
        },
      )
      .catch(explainNotEmpty);
    return { ok: done.damaged.length === 0, json: done, text: describe(done, dryRun) };
  },
});

function explainNotEmpty(error: unknown): never {
  const isConflict = error instanceof Error && 'code' in error && error.code === 'conflict';
  if (!isConflict) explainStore(error);
  const fix = 'Set DATABASE_URL to an empty schema that `hadir db migrate` has prepared.';
  throw new CliError('not-empty', 'The database has students or courses already.', fix, error);
}

function describe(done: RestoreResult, dryRun: boolean): string {
  const shown = facts([
    ['Backup', done.manifestId],
    ['Made', done.createdAt],
    ['People', done.people],
    [
      dryRun ? 'Readable' : 'Restored',
      `${done.restored} (${done.photos} photos, ${done.templates} templates)`,
    ],
    ['There before', done.alreadyThere],
    ['Erased since', done.erased.length],
    ['Damaged', done.damaged.length],
  ]);
  const damaged = done.damaged.slice(0, SHOWN).map(({ studentId, reason }) => `  ${studentId}: ${reason}`);
  return [shown, ...damaged].join('\n');
}
