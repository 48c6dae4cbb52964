import type { SheetPerson } from '@hadir/db';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { found } from '../../shared/found.ts';
import { assertOwnCourse } from '../../shared/own-courses.ts';
import { courseReaders } from '../../shared/roles.ts';
import { Id } from '../../shared/schemas.ts';
import { defineReport, groupField, statusField } from '../define-report.ts';
import type { Column, Fact, Row } from '../report-document.ts';
import { fileNameOf, limitFacts, statusAt } from '../report-facts.ts';
import { type Say, sayIn, wordFor } from '../report-texts.ts';
import { showLongDay } from '../show-value.ts';

export const sessionSheetReport = defineReport({
  name: 'session-sheet',
  summary: 'Report a session: everybody who was expected, and how they came to be marked',
  description: 'Of a session for the campus, those who have a record.',
  roles: courseReaders,
  filters: z.object({ sessionId: Id, group: groupField, status: statusField }),
  async build({ database, timeZone }, { sessionId, group, status, lang }, actor) {
    const session = found(await database.sessions.find(sessionId), 'session');
    await assertOwnCourse({ database }, actor, session.courseId);
    const { courseId, roomId, startsAt, endsAt } = session;
    const say = sayIn(lang);
    const start = DateTime.fromJSDate(startsAt, { zone: timeZone });
    const end = DateTime.fromJSDate(endsAt, { zone: timeZone });
    const day = start.toFormat('yyyy-MM-dd');
    const about: Fact[] = [
      ...(await limitFacts(database, { courseId, roomId, group, status }, lang)),
      { label: say('date'), value: showLongDay(day, lang) },
      { label: say('time'), value: `${start.toFormat('HH:mm')}–${end.toFormat('HH:mm')} (${timeZone})` },
      ...(session.status === 'cancelled' ? [{ label: say('status'), value: say('cancelled') }] : []),
    ];
    const pages = session.status === 'cancelled' ? none() : database.reports.sessionSheet(sessionId, group);
    return {
      name: 'session-sheet',
      title: say('session-sheet'),
      lang,
      timeZone,
      about,
      columns: columnsOf(say),
      rows: rowsOf(pages, { endsAt, wanted: status, word: (source) => wordFor(lang, source) }),
      signed: true,
      fileName: fileNameOf('session', day, start.toFormat('HHmm')),
    };
  },
});

function columnsOf(say: Say): Column[] {
  return [
    { key: 'student_number', title: say('number'), kind: 'code', width: 14 },
    { key: 'student_name', title: say('name'), kind: 'text', width: 30 },
    { key: 'group', title: say('group'), kind: 'code', width: 8 },
    { key: 'status', title: say('status'), kind: 'status', width: 11 },
    { key: 'first_seen', title: say('firstSeen'), kind: 'time', width: 9 },
    { key: 'last_seen', title: say('lastSeen'), kind: 'time', width: 9 },
    { key: 'left_early', title: say('leftEarly'), kind: 'flag', width: 8 },
    { key: 'source', title: say('source'), kind: 'text', width: 11 },
  ];
}

type Wanted = {
  readonly endsAt: Date;
  readonly wanted: string | undefined;
  readonly word: (source: string) => string;
};

async function* rowsOf(
  pages: AsyncIterable<readonly SheetPerson[]>,
  { endsAt, wanted, word }: Wanted,
): AsyncGenerator<Row[]> {
  const now = new Date();
  for await (const people of pages) {
    yield people
      .map((person): Row => {
        const { studentNumber, studentName, group, status, statusSource, firstSeenAt, lastSeenAt } = person;
        return {
          student_number: studentNumber,
          student_name: studentName,
          group,
          status: statusAt(now, { status, endsAt }),
          first_seen: firstSeenAt,
          last_seen: lastSeenAt,
          left_early: person.leftEarly,
          source: statusSource && word(statusSource),
        };
      })
      .filter(({ status }) => wanted === undefined || status === wanted);
  }
}

async function* none(): AsyncGenerator<SheetPerson[]> {}
