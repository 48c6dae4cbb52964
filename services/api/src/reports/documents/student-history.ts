import type { HistoryEntry, Student } from '@hadir/db';
import type { Actor } from '@hadir/platform';
import { z } from 'zod';
import { toCampusTime } from '../../shared/campus-time.ts';
import { found } from '../../shared/found.ts';
import { ownCourses } from '../../shared/own-courses.ts';
import { courseReaders } from '../../shared/roles.ts';
import { Id } from '../../shared/schemas.ts';
import {
  courseField,
  coursesFor,
  dayFields,
  defineReport,
  type ReportDeps,
  roomField,
  statusField,
} from '../define-report.ts';
import type { Column, Row } from '../report-document.ts';
import { fileNameOf, limitFacts, spanOf, statusAt } from '../report-facts.ts';
import { type Say, sayIn } from '../report-texts.ts';

export const studentHistoryReport = defineReport({
  name: 'student-history',
  summary: 'Report a student: every session at which they were expected',
  description:
    'For a lecturer, of the courses that they teach, and of students who are on a roster or have a record there.',
  roles: courseReaders,
  filters: z.object({
    studentId: Id,
    from: dayFields.from.optional(),
    to: dayFields.to.optional(),
    courseId: courseField,
    roomId: roomField,
    status: statusField,
  }),
  async build({ database, timeZone }, { studentId, from, to, lang, ...limits }, actor) {
    const courses = await coursesFor({ database }, actor, limits.courseId);
    const student = found(await studentFor({ database }, actor, studentId), 'student');
    const about = await limitFacts(database, { from, to, ...limits }, lang);
    const say = sayIn(lang);
    const span = { ...spanOf({ from, to }, timeZone), ...courses, roomId: limits.roomId };
    return {
      name: 'student-history',
      title: say('student-history'),
      lang,
      timeZone,
      about: [
        { label: say('student'), value: `${student.name} (${student.number})` },
        ...about,
        { label: say('timesIn'), value: timeZone },
      ],
      columns: columnsOf(say),
      rows: rowsOf(database.reports.studentHistory(studentId, span), {
        wanted: limits.status,
        timeZone,
      }),
      signed: true,
      fileName: fileNameOf('student', student.number, from, to),
    };
  },
});

/** A lecturer is told of nobody whom none of the own courses knows: not even that there is such a student. */
async function studentFor(
  { database }: Pick<ReportDeps, 'database'>,
  actor: Actor,
  studentId: string,
): Promise<Student | undefined> {
  const own = await ownCourses({ database }, actor);
  if (own && !(await database.reports.isOfCourses(studentId, own))) return undefined;
  return database.students.find(studentId);
}

function columnsOf(say: Say): Column[] {
  return [
    { key: 'date', title: say('date'), kind: 'day', width: 12 },
    { key: 'starts', title: say('starts'), kind: 'time', width: 7 },
    { key: 'ends', title: say('ends'), kind: 'time', width: 7 },
    { key: 'course_code', title: say('course'), kind: 'code', width: 11 },
    { key: 'course_name', title: say('courseName'), kind: 'text', width: 26 },
    { key: 'room', title: say('room'), kind: 'text', width: 12 },
    { key: 'status', title: say('status'), kind: 'status', width: 10 },
    { key: 'first_seen', title: say('firstSeen'), kind: 'time', width: 9 },
    { key: 'left_early', title: say('leftEarly'), kind: 'flag', width: 7 },
  ];
}

type Wanted = {
  readonly wanted: string | undefined;
  readonly timeZone: string;
};

async function* rowsOf(
  pages: AsyncIterable<readonly HistoryEntry[]>,
  { wanted, timeZone }: Wanted,
): AsyncGenerator<Row[]> {
  const now = new Date();
  for await (const entries of pages) {
    yield entries
      .map((entry): Row => {
        return {
          date: toCampusTime(entry.startsAt, timeZone).slice(0, 10),
          starts: entry.startsAt,
          ends: entry.endsAt,
          course_code: entry.courseCode,
          course_name: entry.courseName,
          room: entry.roomName,
          status: statusAt(now, entry),
          first_seen: entry.firstSeenAt,
          left_early: entry.leftEarly,
        };
      })
      .filter(({ status }) => wanted === undefined || status === wanted);
  }
}
