import type { BackUpResult } from '@hadir/backup';
import { CliError } from '../../cli-error.ts';
import type { Context } from '../../command/context.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { flag, wholeNumber } from '../../command/fields.ts';
import { facts } from '../../output/table.ts';
import { openBox } from '../../settings/open-box.ts';
import { openDatabase } from '../../settings/open-database.ts';
import { openTemplateBox } from '../../settings/open-template-box.ts';
import { explainStore } from './explain-store.ts';
import { openStores } from './open-stores.ts';

/** Two weeks of nights. */
const KEEP = 14;

export const backup = defineCommand({
  name: 'backup',
  summary: 'Back up templates and enrolment photos of everyone who consents.',
  details:
    'Goes to BACKUP_STORE_URL, each person under a key of their own that BACKUP_KEY_SECRET seals. Who has not changed since the backup before is not sent again. Erasing a person erases the key, and so every copy.',
  examples: ['', '--keep 30 --json', '--list'],
  input: {
    list: option('--list', 'list the backups instead', flag),
    keep: option('--keep <n>', 'how many backups to keep', wholeNumber(1, 1000).default(KEEP)),
    acceptMissing: option('--accept-missing', 'go on although people have vanished from the database', flag),
  },
  run: ({ list, keep, acceptMissing }, context) =>
    list ? listBackups(context) : makeBackup(context, { keep, acceptMissing }),
});

async function makeBackup(
  context: Context,
  options: { readonly keep: number; readonly acceptMissing: boolean },
) {
  const { backUp } = await import('@hadir/backup');
  const { createLog, createObjectStore } = await import('@hadir/platform');
  const { screen, settings, closeLater } = context;
  const backupBox = await openBox(context, 'BACKUP_KEY_SECRET');
  const templateBox = await openTemplateBox(context);
  const stores = await openStores(context);
  const photos = closeLater(createObjectStore(settings.need('OBJECT_STORE_URL')));
  const { personRows: rows, audit } = await openDatabase(context);
  const log = createLog({ service: 'cli', level: 'warn', format: 'pretty', stream: process.stderr });
  const done = await backUp(
    { rows, photos, stores, templateBox, backupBox, log },
    {
      ...options,
      signal: context.untilStopped(),
      onProgress: (at, of) => screen.progress(`${at} of ${of} people …`),
    },
  ).catch(explainMissing);
  const { manifestId, people, uploaded, erased } = done;
  await audit.append({
    actor: 'cli',
    action: 'backup.create',
    subjectType: 'backup',
    subjectId: manifestId.slice(0, 64),
    details: { people, uploaded, erased },
  });
  return { ok: isWhole(done), json: done, text: describe(done) };
}

function explainMissing(error: unknown): never {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'conflict';
  if (!isMissing) explainStore(error);
  const fix = 'Is DATABASE_URL the right database? If it is, and they are gone for good: --accept-missing.';
  throw new CliError('people-missing', `${error.message}.`, fix, error);
}

function isWhole({ missingPhotos, unopenedTemplates }: BackUpResult): boolean {
  return missingPhotos + unopenedTemplates === 0;
}

function describe(done: BackUpResult): string {
  const shown = facts([
    ['Backup', done.manifestId],
    ['People', done.people],
    ['Sent', `${done.uploaded} (${(done.uploadedBytes / 1e6).toFixed(1)} MB)`],
    ['Unchanged', done.unchanged],
    ['Erased', done.erased],
    ['Removed', `${done.removedManifests} old backups, ${done.removedObjects} objects`],
  ]);
  const lacking = [
    ...(done.missingPhotos > 0 ? [`${done.missingPhotos} photos are not in the object store.`] : []),
    ...(done.unopenedTemplates > 0
      ? [
          `${done.unopenedTemplates} templates are opened by no key of TEMPLATE_KEY_SECRET; they were kept as they are.`,
        ]
      : []),
  ];
  return [shown, ...lacking].join('\n');
}

async function listBackups(context: Context) {
  const { listManifests } = await import('@hadir/backup');
  const { objects } = await openStores(context);
  const backups = (await listManifests(objects).catch(explainStore)).reverse();
  return {
    json: { backups },
    text: backups.length === 0 ? 'There is no backup. Make one: hadir backup' : backups.join('\n'),
  };
}
