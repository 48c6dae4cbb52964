import type { Course, Database, Standing } from '@hadir/db';
import { judgeRisk, type Rule } from '@hadir/domain';
import { z } from 'zod';
import { effectiveRule } from '../../rules/effective-rule.ts';
import { courseReaders } from '../../shared/roles.ts';
import { courseField, coursesFor, defineReport, groupField } from '../define-report.ts';
import type { Column, Row } from '../report-document.ts';
import { fileNameOf, limitFacts } from '../report-facts.ts';
import { type Say, sayIn } from '../report-texts.ts';

const COURSES_AT_ONCE = 200;

export const atRiskReport = defineReport({
  name: 'at-risk',
  summary: 'Report students whose attendance is below what their course asks for',
  description:
    'As of now: of sessions that are closed. `needed` is how many of the sessions that are left must be attended.',
  roles: courseReaders,
  filters: z.object({ courseId: courseField, group: groupField }),
  async build({ database, timeZone }, { courseId, group, lang }, actor) {
    const courses = await coursesFor({ database }, actor, courseId);
    const about = await limitFacts(database, { courseId, group }, lang);
    const say = sayIn(lang);
    return {
      name: 'at-risk',
      title: say('at-risk'),
      lang,
      timeZone,
      about,
      columns: columnsOf(say),
      rows: rowsOf(database, coursesIn(database, courses), group),
      signed: true,
      fileName: fileNameOf('at-risk'),
    };
  },
});

function columnsOf(say: Say): Column[] {
  return [
    { key: 'course_code', title: say('course'), kind: 'code', width: 12 },
    { key: 'student_number', title: say('number'), kind: 'code', width: 14 },
    { key: 'student_name', title: say('name'), kind: 'text', width: 30 },
    { key: 'group', title: say('group'), kind: 'code', width: 8 },
    { key: 'percent', title: say('percent'), kind: 'percent', width: 11 },
    { key: 'minimum_percent', title: say('minimum'), kind: 'percent', width: 10 },
    { key: 'absent', title: say('absent'), kind: 'count', width: 8 },
    { key: 'needed', title: say('needed'), kind: 'count', width: 9 },
    { key: 'left', title: say('left'), kind: 'count', width: 8 },
  ];
}

type Wanted = Awaited<ReturnType<typeof coursesFor>>;

async function* coursesIn(database: Database, { courseId, courseIds }: Wanted): AsyncGenerator<Course> {
  const ids = courseId === undefined ? courseIds : [courseId];
  if (ids) {
    for (const id of ids) {
      const course = await database.courses.find(id);
      if (course) yield course;
    }
    return;
  }
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Database['courses']['list']>> = await database.courses.list({
      limit: COURSES_AT_ONCE,
      cursor,
    });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

async function* rowsOf(
  database: Database,
  courses: AsyncIterable<Course>,
  group: string | undefined,
): AsyncGenerator<Row[]> {
  for await (const course of courses) {
    const rule = await effectiveRule({ database }, course.id);
    if (rule.minimumPercent === null) continue;
    const { left, standings } = await database.standings.ofCourse(course.id, group);
    yield standings.flatMap((standing) => rowOf(course, standing, left, rule));
  }
}

function rowOf(course: Course, { student, groupName, tally }: Standing, left: number, rule: Rule): Row[] {
  const risk = judgeRisk(tally, left, rule);
  if (!risk.isAtRisk) return [];
  return [
    {
      course_code: course.code,
      student_number: student.number,
      student_name: student.name,
      group: groupName,
      percent: risk.percent,
      minimum_percent: rule.minimumPercent,
      absent: tally.absent,
      needed: risk.needed,
      left,
    },
  ];
}
