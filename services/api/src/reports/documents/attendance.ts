import { z } from 'zod';
import { courseReaders } from '../../shared/roles.ts';
import {
  courseField,
  coursesFor,
  dayFields,
  defineReport,
  groupField,
  roomField,
  statusField,
} from '../define-report.ts';
import type { Column, Row } from '../report-document.ts';
import { fileNameOf, limitFacts } from '../report-facts.ts';
import { reportRows } from '../report-rows.ts';
import type { ReportRow } from '../report-schemas.ts';
import { type Say, sayIn } from '../report-texts.ts';

export const attendanceReport = defineReport({
  name: 'attendance',
  summary: 'Report attendance by session and student',
  description:
    'Sessions that start on campus days from `from` to `to`. Written as it is read, so it may be long.',
  roles: courseReaders,
  filters: z.object({
    ...dayFields,
    courseId: courseField,
    roomId: roomField,
    group: groupField,
    status: statusField,
  }),
  async build({ database, timeZone }, { from, to, lang, ...limits }, actor) {
    const say = sayIn(lang);
    const courses = await coursesFor({ database }, actor, limits.courseId);
    const about = await limitFacts(database, { from, to, ...limits }, lang);
    const rows = reportRows(
      { attendance: database.attendance, timeZone },
      { from, to, ...limits, ...courses },
    );
    return {
      name: 'attendance',
      title: say('attendance'),
      lang,
      timeZone,
      about: [...about, { label: say('timesIn'), value: timeZone }],
      columns: columnsOf(say),
      rows: (async function* () {
        for await (const batch of rows) yield batch.map(rowOf);
      })(),
      signed: true,
      fileName: fileNameOf('attendance', from, 'to', to),
    };
  },
});

function columnsOf(say: Say): Column[] {
  return [
    { key: 'date', title: say('date'), kind: 'day', width: 12 },
    { key: 'starts', title: say('starts'), kind: 'time', width: 7 },
    { key: 'course_code', title: say('course'), kind: 'code', width: 11 },
    { key: 'course_name', title: say('courseName'), kind: 'text', width: 22 },
    { key: 'room', title: say('room'), kind: 'text', width: 11 },
    { key: 'student_number', title: say('number'), kind: 'code', width: 13 },
    { key: 'student_name', title: say('name'), kind: 'text', width: 26 },
    { key: 'group', title: say('group'), kind: 'code', width: 7 },
    { key: 'status', title: say('status'), kind: 'status', width: 10 },
    { key: 'first_seen', title: say('firstSeen'), kind: 'time', width: 9 },
    { key: 'last_seen', title: say('lastSeen'), kind: 'time', width: 9 },
    { key: 'score', title: say('score'), kind: 'score', width: 8 },
  ];
}

function rowOf(row: ReportRow): Row {
  return {
    date: row.date,
    starts: new Date(row.startsAt),
    course_code: row.courseCode,
    course_name: row.courseName,
    room: row.roomName,
    student_number: row.studentNumber,
    student_name: row.studentName,
    group: row.group,
    status: row.status,
    first_seen: row.firstSeenAt === null ? null : new Date(row.firstSeenAt),
    last_seen: row.lastSeenAt === null ? null : new Date(row.lastSeenAt),
    score: row.score,
  };
}
