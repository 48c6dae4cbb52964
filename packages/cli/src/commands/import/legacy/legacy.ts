import type { Database, LegacyDatabase } from '@hadir/db';
import { z } from 'zod';
import { CliError } from '../../../cli-error.ts';
import type { Context } from '../../../command/context.ts';
import { defineCommand, option, type Result } from '../../../command/define-command.ts';
import { flag, text } from '../../../command/fields.ts';
import { openDatabase } from '../../../settings/open-database.ts';
import { bringCourses, checkStudents, planCourses } from './bring-people.ts';
import { bringPhotos } from './bring-photos.ts';
import { bringSessions, orphanProblems } from './bring-sessions.ts';
import { type LegacyReport, reportText, tallyOf } from './legacy-text.ts';
import { countFeatures, type LegacyRows, openSource, readRows } from './read-source.ts';

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 08:00');

export const importLegacy = defineCommand({
  name: 'legacy',
  summary: 'Bring people, courses, sessions and attendance from the Python system.',
  details:
    'Reads its MySQL database (Students, Courses, CourseEnrollments, ClassSessions, Attendances) and writes to DATABASE_URL; photos are downloaded and enrolled through the api, where a matcher checks them. Can run again: what came before is left as it is here. The old system kept no consent, so no face is enrolled unless --consent names the notice that you state all students agreed to. docs/legacy.md tells the rest.',
  examples: [
    '--database mysql://reader@old/attendance --features ./features --dry-run',
    '--database mysql://reader@old/attendance --allow-host photos.kampus.id --consent 2026-01',
  ],
  input: {
    database: option('--database <url>', 'the old database, mysql://user:password@host:port/name', text),
    features: option(
      '--features <dir>',
      'the folder of its .npy files, which are only counted',
      text.optional(),
    ),
    allowHost: option(
      '--allow-host <host...>',
      'hosts that photos may come from (*.x.org: all below)',
      z.array(text).default([]),
    ),
    allowPrivate: option(
      '--allow-private <ranges>',
      'private addresses that photos may come from, or true',
      z.string().default('false'),
    ),
    consent: option(
      '--consent <version>',
      'the notice that all of them agreed to, as you state',
      text.optional(),
    ),
    room: option(
      '--room <name>',
      'the room of the old sessions, added when it is not there',
      text.default('Legacy'),
    ),
    starts: option('--starts <time>', 'when all old sessions started', clock.optional()),
    ends: option('--ends <time>', 'when all old sessions ended', clock.optional()),
    dryRun: option('--dry-run', 'only show what there is to bring', flag),
  },
  async run(given, context): Promise<Result> {
    const npyFiles = given.features === undefined ? null : await countFeatures(given.features);
    const source = context.closeLater(await openSource(given.database));
    const rows = await readRows(source);
    const database = await openDatabase(context);
    const report = given.dryRun
      ? await preview(database, rows, npyFiles)
      : await bring(context, { database, source, rows, npyFiles, given });
    const isWhole = report.problems.length === 0;
    return { ok: isWhole, json: report, text: reportText(report) };
  },
});

type Given = {
  readonly allowHost: readonly string[];
  readonly allowPrivate: string;
  readonly consent?: string | undefined;
  readonly room: string;
  readonly starts?: string | undefined;
  readonly ends?: string | undefined;
};
type Work = {
  readonly database: Database;
  readonly source: LegacyDatabase;
  readonly rows: LegacyRows;
  readonly npyFiles: number | null;
  readonly given: Given;
};

async function preview(database: Database, rows: LegacyRows, npyFiles: number | null): Promise<LegacyReport> {
  const { rows: students, problems } = checkStudents(rows.students);
  const courses = planCourses(rows);
  const known = await Promise.all([
    database.legacy.ids('student'),
    database.legacy.ids('course'),
    database.legacy.ids('session'),
    database.legacy.ids('attendance'),
  ]);
  const [ofStudents, ofCourses, ofSessions, ofAttendances] = known;
  const split = (ids: readonly string[], before: ReadonlyMap<string, string>) => {
    const seen = ids.filter((id) => before.has(id)).length;
    return { new: ids.length - seen, known: seen };
  };
  return {
    dryRun: true,
    students: split(
      students.map(({ legacyId }) => legacyId),
      ofStudents,
    ),
    courses: split(
      courses.map(({ legacyId }) => legacyId),
      ofCourses,
    ),
    rosterPlaces: { read: rows.enrolments.length },
    sessions: split(
      rows.sessions.map(({ id }) => id),
      ofSessions,
    ),
    attendances: { read: rows.attendanceCount, known: ofAttendances.size },
    photos: { read: rows.students.filter(({ photo }) => photo?.trim()).length },
    features: { npyFiles, reused: 0 },
    people: [],
    problems,
  };
}

async function bring(
  context: Context,
  { database, source, rows, npyFiles, given }: Work,
): Promise<LegacyReport> {
  const { screen, settings } = context;
  const timeZone = settings.campusTimeZone;
  const fetch = await openFetch(given.allowPrivate);
  const { rows: people, problems } = checkStudents(rows.students);
  const students = await database.legacy.students(people);
  const studentIds = await database.legacy.ids('student');
  const {
    ids: courseIds,
    places,
    orphans,
    ...courses
  } = await bringCourses(database, rows, studentIds, timeZone);
  const sessions = await bringSessions(database, source, rows, {
    studentIds,
    courseIds,
    roomId: await roomOf(database, given.room),
    times: { timeZone, starts: given.starts, ends: given.ends },
    onProgress: (done, all) => screen.progress(`${done} of ${all} sessions`),
  });
  const outcomes = await bringPhotos(
    {
      api: context.api,
      legacy: database.legacy,
      fetch,
      hosts: given.allowHost,
      consent: given.consent,
      onProgress: (done, all) => screen.progress(`${done} of ${all} photos`),
    },
    rows,
    studentIds,
  );
  const report: LegacyReport = {
    dryRun: false,
    students: { ...students, refused: problems.length },
    courses,
    rosterPlaces: { added: places, orphans: orphans.length },
    sessions: sessions.sessions,
    attendances: sessions.attendances,
    photos: tallyOf(outcomes),
    features: { npyFiles, reused: 0 },
    people: outcomes,
    problems: [...problems, ...orphanProblems('place of', orphans), ...sessions.problems],
  };
  await note(database, report, given.consent);
  return report;
}

async function openFetch(allowPrivate: string) {
  const { createSafeFetch, privateTargetsEnv } = await import('@hadir/platform');
  const allowed = privateTargetsEnv.safeParse(allowPrivate);
  if (!allowed.success) {
    const message = allowed.error.issues[0]?.message ?? 'is not valid';
    throw new CliError('usage', `--allow-private ${message}.`, 'For one address: --allow-private 10.1.2.3.');
  }
  return createSafeFetch(allowed.data);
}

async function roomOf({ importGround, rooms }: Database, name: string): Promise<string> {
  const [room] = await importGround.rooms([name]);
  return room?.id ?? (await rooms.create({ name })).id;
}

async function note(database: Database, report: LegacyReport, consent: string | undefined): Promise<void> {
  await database.audit.append({
    actor: 'cli',
    action: 'legacy.import',
    subjectType: 'legacy',
    subjectId: 'legacy',
    details: {
      students: report.students.created ?? 0,
      courses: report.courses.created ?? 0,
      sessions: report.sessions.created ?? 0,
      attendances: report.attendances.created ?? 0,
      enrolled: report.photos.enrolled ?? 0,
      consentStated: consent ?? null,
    },
  });
}
