import { IANAZone } from 'luxon';
import { CliError, UsageError } from '../../cli-error.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { day, flag, text, wholeNumber } from '../../command/fields.ts';
import { databaseOptions } from '../../settings/open-database.ts';

const MOST_RECORDS = 20_000_000;

export const seedSemester = defineCommand({
  name: 'semester',
  summary: 'Fill a database with an invented semester, to measure and to try.',
  details:
    'Invented students, courses, sessions and records that are over, the same for the same --seed: names begin with “Invented”. Never for a database with real people: one that holds students or courses is refused unless --force is given.',
  examples: ['--records 2000000', '--records 50000 --courses 20 --prefix TRY'],
  input: {
    records: option('--records <n>', 'attendance records', wholeNumber(1, MOST_RECORDS)),
    students: option(
      '--students <n>',
      'a tenth of the places on rosters unless told',
      wholeNumber(1, 1_000_000).optional(),
    ),
    courses: option(
      '--courses <n>',
      'as many as rosters of 40 take unless told',
      wholeNumber(1, 100_000).optional(),
    ),
    sessions: option('--sessions <n>', 'of each course; 32 unless told', wholeNumber(1, 1000).optional()),
    prefix: option('--prefix <text>', 'before numbers and codes', text.default('SEED')),
    seed: option('--seed <n>', 'another seed, other statuses', wholeNumber(0, 1_000_000).default(1)),
    starts: option('--starts <day>', 'a Monday, the first day', day.default('2026-02-02')),
    force: option('--force', 'beside what the database already holds', flag),
  },
  async run({ starts, force, ...wish }, context) {
    const db = await import('@hadir/db');
    if (new Date(starts).getUTCDay() !== 1) throw new UsageError('--starts must be a Monday.', '');
    const zone = new IANAZone(context.settings.campusTimeZone);
    const offsetMinutes = zone.offset(Date.parse(starts));
    const { url, caFile } = databaseOptions(context);
    const onProgress = (line: string): void => void process.stderr.write(`${line}\n`);
    try {
      const plan = db.planSemester({ ...wish, startsOn: starts, offsetMinutes });
      const made = await db.seedSemester(plan, { url, caFile, force, onProgress });
      const { students, courses, sessions, records, seconds } = made;
      const text = `Made ${records} records of ${sessions} sessions, ${courses} courses and ${students} students in ${seconds.toFixed(1)} s. All of them are invented.`;
      return { json: made, text };
    } catch (error) {
      if (error instanceof RangeError) throw new UsageError(`${error.message}.`, '');
      if (!(error instanceof db.NotEmptyError)) throw error;
      throw new CliError(
        'not-empty',
        `${error.message}.`,
        'Use an empty database, or --force with another --prefix.',
        error,
      );
    }
  },
});
