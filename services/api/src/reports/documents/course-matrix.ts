import type { MatrixPerson, MatrixSession } from '@hadir/db';
import { attendanceShare, type Rule } from '@hadir/domain';
import { AppError } from '@hadir/platform';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { effectiveRule } from '../../rules/effective-rule.ts';
import { assertOwnCourse } from '../../shared/own-courses.ts';
import { courseReaders } from '../../shared/roles.ts';
import { Id } from '../../shared/schemas.ts';
import { dayFields, defineReport, groupField } from '../define-report.ts';
import type { Column, Row } from '../report-document.ts';
import { fileNameOf, limitFacts, spanOf, statusAt } from '../report-facts.ts';
import { type Say, sayIn } from '../report-texts.ts';

/** Columns of a sheet; a course of one semester has 16 to 60. */
const MOST_SESSIONS = 300;
/** Columns that can still be read on a page. */
const MOST_ON_A_PAGE = 48;
const COUNTED = ['present', 'late', 'absent', 'excused'] as const;

export const courseMatrixReport = defineReport({
  name: 'course-matrix',
  summary: 'Report a course: students by sessions, and what share each attended',
  description: `Of those who are on the roster now. At most ${MOST_SESSIONS} sessions, and ${MOST_ON_A_PAGE} as PDF.`,
  roles: courseReaders,
  filters: z.object({
    courseId: Id,
    from: dayFields.from.optional(),
    to: dayFields.to.optional(),
    group: groupField,
  }),
  async build({ database, timeZone }, { courseId, from, to, group, lang, format }, actor) {
    await assertOwnCourse({ database }, actor, courseId);
    const about = await limitFacts(database, { courseId, from, to, group }, lang);
    const say = sayIn(lang);
    const sessions = await database.reports.matrixSessions(
      { ...spanOf({ from, to }, timeZone), courseId },
      MOST_SESSIONS,
    );
    const most = format === 'pdf' ? MOST_ON_A_PAGE : MOST_SESSIONS;
    if (sessions.length > most) throw tooMany(most, format);
    const rule = await effectiveRule({ database }, courseId);
    const ids = sessions.map(({ id }) => id);
    return {
      name: 'course-matrix',
      title: say('course-matrix'),
      lang,
      timeZone,
      about: [...about, { label: say('sessions'), value: sessions.length }],
      columns: columnsOf(sessions, say, timeZone),
      rows: rowsOf(database.reports.matrixPeople(courseId, ids, group), sessions, rule),
      totals: (sums) => ({ percent: percentOf((status) => sums[status] ?? 0, rule) }),
      legend: COUNTED.map((status) => `${say(`mark.${status}`)} = ${say(status)}`).join('   '),
      signed: true,
      fileName: fileNameOf('course', String(about.find(({ label }) => label === say('course'))?.value), from),
    };
  },
});

function tooMany(most: number, format: string): AppError {
  const message = `to: the course has more than ${most} sessions in these days, the most as ${format}; ask for fewer days`;
  return new AppError('unprocessable', message, { field: 'to', reason: 'too-many-sessions' });
}

function columnsOf(sessions: readonly MatrixSession[], say: Say, timeZone: string): Column[] {
  const counts = COUNTED.map((status): Column => {
    return { key: status, title: say(`mark.${status}`), kind: 'count', width: 5, summed: true };
  });
  return [
    { key: 'student_number', title: say('number'), kind: 'code', width: 13 },
    { key: 'student_name', title: say('name'), kind: 'text', width: 26 },
    { key: 'group', title: say('group'), kind: 'code', width: 7 },
    ...sessions.map(({ startsAt }, at): Column => {
      const there = DateTime.fromJSDate(startsAt, { zone: timeZone });
      return {
        ...keyOf(at),
        title: there.toFormat('yyyy-MM-dd HH:mm'),
        kind: 'mark',
        width: 3,
        upright: true,
      };
    }),
    ...counts,
    { key: 'percent', title: '%', kind: 'percent', width: 7 },
  ];
}

const keyOf = (at: number) => ({ key: `session_${at + 1}` });

async function* rowsOf(
  pages: AsyncIterable<readonly MatrixPerson[]>,
  sessions: readonly MatrixSession[],
  rule: Rule,
): AsyncGenerator<Row[]> {
  const now = new Date();
  for await (const people of pages) {
    yield people.map((person) => {
      const row = rowOf(person, sessions, now);
      return { ...row, percent: percentOf((status) => Number(row[status]), rule) };
    });
  }
}

/** Nobody is expected at a session for the campus: there a missing record is nothing. */
function rowOf(person: MatrixPerson, sessions: readonly MatrixSession[], now: Date): Row {
  const statuses = sessions.map(({ id, endsAt, scope }) => {
    const status = person.statuses.get(id) ?? null;
    return scope === 'campus' ? status : statusAt(now, { status, endsAt });
  });
  const count = (wanted: string) => statuses.filter((status) => status === wanted).length;
  return {
    student_number: person.studentNumber,
    student_name: person.studentName,
    group: person.group,
    ...Object.fromEntries(statuses.map((status, at) => [keyOf(at).key, status])),
    ...Object.fromEntries(COUNTED.map((status) => [status, count(status)])),
  };
}

function percentOf(count: (status: string) => number, rule: Rule): number | null {
  const [present, late, absent, excused] = COUNTED.map(count) as [number, number, number, number];
  return attendanceShare({ present, late, absent, excused }, rule).percent;
}
