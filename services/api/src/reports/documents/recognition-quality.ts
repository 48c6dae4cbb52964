import type { DayQuality } from '@hadir/db';
import { z } from 'zod';
import { readers } from '../../shared/roles.ts';
import { courseField, coursesFor, dayFields, defineReport, roomField } from '../define-report.ts';
import type { Column, Row } from '../report-document.ts';
import { fileNameOf, limitFacts, offsetParts } from '../report-facts.ts';
import { type Say, sayIn } from '../report-texts.ts';

export const recognitionQualityReport = defineReport({
  name: 'recognition-quality',
  summary: 'Report how recognition went, day by day',
  description:
    'Faces that were seen at sessions, how many were unknown or corrected by staff, and the mean match score and margin.',
  roles: readers,
  filters: z.object({ ...dayFields, courseId: courseField, roomId: roomField }),
  async build({ database, timeZone }, { from, to, lang, ...limits }, actor) {
    const about = await limitFacts(database, { from, to, ...limits }, lang);
    const courses = await coursesFor({ database }, actor, limits.courseId);
    const say = sayIn(lang);
    const parts = offsetParts({ from, to }, timeZone);
    return {
      name: 'recognition-quality',
      title: say('recognition-quality'),
      lang,
      timeZone,
      about,
      columns: columnsOf(say),
      rows: (async function* () {
        for (const part of parts) {
          const span = { ...part, ...courses, roomId: limits.roomId };
          yield (await database.reports.recognitionQuality(span)).map(rowOf);
        }
      })(),
      totals: ({ sightings = 0, unknown = 0 }) => ({ unknown_percent: rateOf(unknown, sightings) }),
      signed: false,
      fileName: fileNameOf('recognition', from, to),
    };
  },
});

function columnsOf(say: Say): Column[] {
  return [
    { key: 'date', title: say('date'), kind: 'day', width: 13 },
    { key: 'sightings', title: say('sightings'), kind: 'count', width: 9, summed: true },
    { key: 'unknown', title: say('unknown'), kind: 'count', width: 10, summed: true },
    { key: 'unknown_percent', title: say('unknownRate'), kind: 'percent', width: 11 },
    { key: 'corrected', title: say('corrected'), kind: 'count', width: 10, summed: true },
    { key: 'mean_score', title: say('meanScore'), kind: 'score', width: 11 },
    { key: 'mean_margin', title: say('meanMargin'), kind: 'score', width: 11 },
    { key: 'mean_quality', title: say('meanQuality'), kind: 'score', width: 11 },
  ];
}

function rowOf(day: DayQuality): Row {
  const { sightings, unknown, corrected } = day;
  return {
    date: day.day,
    sightings,
    unknown,
    unknown_percent: rateOf(unknown, sightings),
    corrected,
    mean_score: day.meanScore,
    mean_margin: day.meanMargin,
    mean_quality: day.meanQuality,
  };
}

function rateOf(part: number, whole: number): number | null {
  return whole === 0 ? null : (part / whole) * 100;
}
