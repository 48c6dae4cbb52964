import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { z } from 'zod';
import { buildCommand, buildGroup, type OnRun } from './command/build-command.ts';
import type { CliCommand, CommandGroup } from './command/define-command.ts';
import { atRisk } from './commands/at-risk/at-risk.ts';
import { backup } from './commands/backup/backup.ts';
import { restore } from './commands/backup/restore.ts';
import { calibrate } from './commands/calibrate/calibrate.ts';
import { cameraRelay } from './commands/camera/relay.ts';
import { cameraSimulate } from './commands/camera/simulate.ts';
import { dbMigrate } from './commands/db/migrate.ts';
import { dbStatus } from './commands/db/status.ts';
import { deviceGroup } from './commands/device/device-group.ts';
import { doctor } from './commands/doctor/doctor.ts';
import { evaluate } from './commands/evaluate/evaluate.ts';
import { excuseAdd } from './commands/excuse/add.ts';
import { excuseDocument } from './commands/excuse/document.ts';
import { excuseList } from './commands/excuse/list.ts';
import { excuseWithdraw } from './commands/excuse/withdraw.ts';
import { firmwareGroup } from './commands/firmware/firmware-group.ts';
import { fusionLearn } from './commands/fusion/learn.ts';
import { importLegacy } from './commands/import/legacy/legacy.ts';
import { importRosters } from './commands/import/rosters.ts';
import { importStudents } from './commands/import/students.ts';
import { importTimetable } from './commands/import/timetable.ts';
import { institutionSet } from './commands/institution/set.ts';
import { institutionShow } from './commands/institution/show.ts';
import { jobsFailed } from './commands/jobs/failed.ts';
import { jobsRemove } from './commands/jobs/remove.ts';
import { jobsRetry } from './commands/jobs/retry.ts';
import { jobsShow } from './commands/jobs/show.ts';
import { keyCreate } from './commands/key/create.ts';
import { keyList } from './commands/key/list.ts';
import { keyRevoke } from './commands/key/revoke.ts';
import { lookAlikeDismiss } from './commands/look-alike/dismiss.ts';
import { lookAlikeList } from './commands/look-alike/list.ts';
import { notifyChannelAdd } from './commands/notify/channel-add.ts';
import { notifyChannelList } from './commands/notify/channel-list.ts';
import { notifyChannelRemove } from './commands/notify/channel-remove.ts';
import { notifyFailed } from './commands/notify/failed.ts';
import { notifyDismiss, notifyRetry } from './commands/notify/leave-failed.ts';
import { notifyList } from './commands/notify/list.ts';
import { notifySubscribe } from './commands/notify/subscribe.ts';
import { notifyTest } from './commands/notify/test.ts';
import { notifyUnsubscribe } from './commands/notify/unsubscribe.ts';
import { consentGroup, privacyGroup } from './commands/privacy/privacy-groups.ts';
import { reindex } from './commands/reindex/reindex.ts';
import { report } from './commands/report/report.ts';
import { reportScheduleAdd } from './commands/report-schedule/add.ts';
import { reportScheduleList } from './commands/report-schedule/list.ts';
import { reportScheduleRemove } from './commands/report-schedule/remove.ts';
import { reportScheduleRun } from './commands/report-schedule/run.ts';
import { trustGroups } from './commands/review/trust-groups.ts';
import { rulePreview } from './commands/rule/preview.ts';
import { ruleSet } from './commands/rule/set.ts';
import { ruleShow } from './commands/rule/show.ts';
import { seedSemester } from './commands/seed/semester.ts';
import { settingsSet } from './commands/settings/set.ts';
import { settingsShow } from './commands/settings/show.ts';
import { sightingCorrect } from './commands/sighting/correct.ts';
import { sightingCorrections } from './commands/sighting/corrections.ts';
import { sightingList } from './commands/sighting/list.ts';
import { sightingShow } from './commands/sighting/show.ts';
import { sightingUndo } from './commands/sighting/undo.ts';
import { studentAdd } from './commands/student/add.ts';
import { studentEnrol } from './commands/student/enrol.ts';
import { studentImport } from './commands/student/import.ts';
import { studentLink, studentRevokeLinks } from './commands/student/link.ts';
import { studentList } from './commands/student/list.ts';
import { studentShow } from './commands/student/show.ts';
import { templateKeys } from './commands/template/keys.ts';
import { templateRotateKeys } from './commands/template/rotate-keys.ts';
import { watch } from './commands/watch/watch.ts';
import { timetableTree } from './timetable-tree.ts';
import { userGroup } from './user-group.ts';

/** Every command there is, in the order that help and docs/cli.md show them. */
const commandTree: readonly (CliCommand | CommandGroup)[] = [
  doctor,
  {
    name: 'student',
    summary: 'Students and their faces',
    commands: [
      studentAdd,
      studentEnrol,
      studentList,
      studentShow,
      studentLink,
      studentRevokeLinks,
      studentImport,
    ],
  },
  {
    name: 'import',
    summary: 'Files that are checked by row first, and the system before',
    commands: [importStudents, importRosters, importTimetable, importLegacy],
  },
  consentGroup,
  privacyGroup,
  ...timetableTree,
  {
    name: 'rule',
    summary: 'Who is late, absent, left early or at risk',
    commands: [ruleShow, ruleSet, rulePreview],
  },
  {
    name: 'excuse',
    summary: 'Why a student need not be there',
    commands: [excuseAdd, excuseList, excuseDocument, excuseWithdraw],
  },
  atRisk,
  {
    name: 'sighting',
    summary: 'Faces that were seen',
    commands: [sightingList, sightingShow, sightingCorrect, sightingCorrections, sightingUndo],
  },
  ...trustGroups,
  {
    name: 'look-alike',
    summary: 'Students whose faces are too alike',
    commands: [lookAlikeList, lookAlikeDismiss],
  },
  watch,
  report,
  {
    name: 'report-schedule',
    summary: 'Reports that are sent by e-mail',
    commands: [reportScheduleAdd, reportScheduleList, reportScheduleRun, reportScheduleRemove],
  },
  {
    name: 'institution',
    summary: 'Whose name and logo reports bear',
    commands: [institutionShow, institutionSet],
  },
  reindex,
  deviceGroup,
  firmwareGroup,
  { name: 'camera', summary: 'Cameras without hardware', commands: [cameraSimulate, cameraRelay] },
  evaluate,
  calibrate,
  { name: 'fusion', summary: 'How the scores of both engines become one', commands: [fusionLearn] },
  {
    name: 'jobs',
    summary: 'Jobs that were given up',
    commands: [jobsFailed, jobsShow, jobsRetry, jobsRemove],
  },
  {
    name: 'settings',
    summary: 'What the site decides about recognition',
    commands: [settingsShow, settingsSet],
  },
  userGroup,
  {
    name: 'notify',
    summary: 'Who is told of what',
    commands: [
      {
        name: 'channel',
        summary: 'Where messages go',
        commands: [notifyChannelAdd, notifyChannelList, notifyChannelRemove],
      },
      notifySubscribe,
      notifyUnsubscribe,
      notifyList,
      notifyTest,
      notifyFailed,
      notifyRetry,
      notifyDismiss,
    ],
  },
  { name: 'key', summary: 'API keys', commands: [keyCreate, keyList, keyRevoke] },
  {
    name: 'template',
    summary: 'Templates and the keys that seal them',
    commands: [templateKeys, templateRotateKeys],
  },
  backup,
  restore,
  { name: 'seed', summary: 'Invented data, to measure and to try', commands: [seedSemester] },
  { name: 'db', summary: 'The form of the database', commands: [dbMigrate, dbStatus] },
];

const NAME = 'hadir';
const WHERE = `People, courses, sessions, devices, consent and reports go through the api
(HADIR_API_URL, HADIR_API_KEY), so that its roles, checks and audit hold.
key, template, db, jobs, doctor, reindex, backup, restore, calibrate and
privacy verify-erasure are for
who runs the servers, and use DATABASE_URL, REDIS_URL, OBJECT_STORE_URL,
DEVICE_KEY_SECRET and TEMPLATE_KEY_SECRET themselves (calibrate the api, too).
What the environment does not set is taken from the stack that \`npm start\` runs
in this clone. backup and restore need BACKUP_STORE_URL, BACKUP_KEY_SECRET and,
where keys lie apart, BACKUP_KEYS_URL in the environment.
evaluate and fusion read a folder of faces and need no server. They, reindex and
doctor find the networks in MODELS_DIR, the fusion in FUSION_FILE and the
cascades in CASCADE_DIR, if these are set.

Times are read and shown in CAMPUS_TIME_ZONE (Asia/Jakarta unless set).
Exit code: 0 done, 1 failed, 2 the command line is wrong.`;

export type HelpText = { readonly width: number; out(text: string): void; err(text: string): void };

export function createProgram(onRun: OnRun, help: HelpText): Command {
  const program = new Command(NAME)
    .description('Hadir takes attendance by face. This is its command line for operators.')
    .version(version(), '-V, --version', 'show the version')
    // A command may have a --version of its own.
    .enablePositionalOptions()
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .addHelpText('after', `\n${WHERE}\n`);
  for (const each of commandTree) {
    const path = `${NAME} ${each.name}`;
    program.addCommand('run' in each ? buildCommand(each, path, onRun) : buildGroup(each, path, onRun));
  }
  for (const command of withDescendants(program)) {
    command
      .exitOverride()
      .showHelpAfterError(false)
      .configureHelp({ helpWidth: help.width })
      // Errors are printed by runCli, in its own form.
      .configureOutput({ writeOut: help.out, writeErr: help.err, outputError: () => undefined });
  }
  return program;
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return z.object({ version: z.string() }).parse(manifest).version;
}

export function withDescendants(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withDescendants)];
}
