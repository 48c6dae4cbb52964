import type { DayCounts } from '@hadir/db';
import { attendanceShare, type Rule } from '@hadir/domain';
import { z } from 'zod';
import { campusRule } from '../../rules/effective-rule.ts';
import { courseReaders } from '../../shared/roles.ts';
import { courseField, coursesFor, dayFields, defineReport, groupField, roomField } from '../define-report.ts';
import type { Column, Row } from '../report-document.ts';
import { fileNameOf, limitFacts, offsetParts } from '../report-facts.ts';
import { type Say, sayIn } from '../report-texts.ts';

const COUNTED = ['present', 'late', 'absent', 'excused'] as const;

export const dailySummaryReport = defineReport({
  name: 'daily-summary',
  summary: 'Report what was attended, day by day',
  description:
    'One line for each campus day on which a session was held. The share counts late as the campus’s rule does.',
  roles: courseReaders,
  filters: z.object({ ...dayFields, courseId: courseField, roomId: roomField, group: groupField }),
  async build({ database, timeZone }, { from, to, lang, ...limits }, actor) {
    const courses = await coursesFor({ database }, actor, limits.courseId);
    const about = await limitFacts(database, { from, to, ...limits }, lang);
    const rule = await campusRule({ database });
    const say = sayIn(lang);
    const parts = offsetParts({ from, to }, timeZone).map((part) => {
      return { ...part, ...courses, roomId: limits.roomId, group: limits.group };
    });
    return {
      name: 'daily-summary',
      title: say('daily-summary'),
      lang,
      timeZone,
      about,
      columns: columnsOf(say),
      rows: (async function* () {
        let carried: DayCounts[] = [];
        for (const part of parts) carried = merged(carried, await database.reports.dailySummary(part));
        yield carried.map((day) => rowOf(day, rule));
      })(),
      totals: (sums) => ({ percent: percentOf(sums, rule) }),
      signed: true,
      fileName: fileNameOf('daily', from, to),
    };
  },
});

function columnsOf(say: Say): Column[] {
  return [
    { key: 'date', title: say('date'), kind: 'day', width: 14 },
    { key: 'sessions', title: say('sessions'), kind: 'count', width: 11, summed: true },
    ...COUNTED.map((status): Column => {
      return { key: status, title: say(status), kind: 'count', width: 11, summed: true };
    }),
    { key: 'percent', title: say('percent'), kind: 'percent', width: 12 },
  ];
}

/** A day on which the clock changed has come twice. */
function merged(before: readonly DayCounts[], after: readonly DayCounts[]): DayCounts[] {
  const last = before.at(-1);
  const first = after[0];
  if (!last || !first || last.day !== first.day) return [...before, ...after];
  const both: DayCounts = {
    day: last.day,
    sessions: last.sessions + first.sessions,
    present: last.present + first.present,
    late: last.late + first.late,
    absent: last.absent + first.absent,
    excused: last.excused + first.excused,
    unseen: last.unseen + first.unseen,
  };
  return [...before.slice(0, -1), both, ...after.slice(1)];
}

function rowOf({ day, sessions, present, late, absent, excused, unseen }: DayCounts, rule: Rule): Row {
  const counts = { present, late, absent: absent + unseen, excused };
  return { date: day, sessions, ...counts, percent: percentOf(counts, rule) };
}

function percentOf(counts: Readonly<Record<string, number>>, rule: Rule): number | null {
  const { present = 0, late = 0, absent = 0, excused = 0 } = counts;
  return attendanceShare({ present, late, absent, excused }, rule).percent;
}
