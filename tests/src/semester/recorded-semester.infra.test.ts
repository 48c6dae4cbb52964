import { migrate, openDatabase } from '@hadir/db';
import { judgeRisk } from '@hadir/domain';
import { createTestDatabase, sql } from '@hadir/local-stack/testing';
import { expect, test } from 'vitest';
import { type Expected, expectedTotals, shown } from './expected-totals.ts';
import { playScript } from './play-script.ts';
import type { Script } from './script.ts';
import { type Played, ruleOf } from './stage.ts';
import { writeScript } from './write-script.ts';

test.each([1, 2, 3, 4])(
  'when semester %i is lived through, then its records add up to what happened',
  { timeout: 120_000 },
  async (seed) => {
    const schema = await createTestDatabase();
    await migrate(schema.url);
    const open = () => openDatabase({ url: schema.url, poolSize: 6 });
    const runners = [await open(), await open()] as const;
    try {
      const script = writeScript(seed);
      const played = await playScript({ script, url: schema.url, runners });
      const found = await foundTotals(schema.url, script, played, runners[0]);
      expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expectedTotals(script)));
      const held = script.sessions.filter(({ isCancelled }) => !isCancelled);
      const closings = held.length + held.filter(({ isReopened }) => isReopened).length;
      expect(played.closings).toBe(closings);
      const events = await sql(
        schema.url,
        "SELECT COUNT(*) FROM outbox_events WHERE type = 'session.closed'",
      );
      expect(events).toBe(String(closings));
    } finally {
      for (const runner of runners) await runner.close();
      await schema.drop();
    }
  },
);

test('when semesters are written, then all that should go on in one does', () => {
  const scripts = [1, 2, 3, 4].map(writeScript);
  const sessions = scripts.flatMap((script) => script.sessions);
  const visits = sessions.flatMap((session) => session.visits);
  const excuses = scripts.flatMap((script) => script.excuses);
  const totals = scripts.flatMap((script) => [...expectedTotals(script).values()]);
  const sum = (name: 'present' | 'late' | 'absent' | 'excused' | 'leftEarly') =>
    totals.reduce((all, total) => all + total[name], 0);
  expect({
    cancelled: sessions.some(({ isCancelled }) => isCancelled),
    moved: sessions.some(({ movedFrom }) => movedFrom !== null),
    reopened: sessions.some(({ isReopened }) => isReopened),
    delayed: visits.some(({ isDelayed }) => isDelayed),
    withdrawn: excuses.some(({ isWithdrawn }) => isWithdrawn),
    before: excuses.some(({ when }) => when === 'before'),
  }).toEqual({ cancelled: true, moved: true, reopened: true, delayed: true, withdrawn: true, before: true });
  for (const name of ['present', 'late', 'absent', 'excused', 'leftEarly'] as const) {
    expect(sum(name)).toBeGreaterThan(20);
  }
  expect(totals.some(({ isAtRisk }) => isAtRisk)).toBe(true);
  expect(writeScript(1)).toEqual(writeScript(1));
});

/** What is recorded, in the form of what is expected. */
async function foundTotals(
  url: string,
  script: Script,
  { students, courses }: Played,
  db: Awaited<ReturnType<typeof openDatabase>>,
): Promise<Map<string, Expected>> {
  const left = await leftEarlyOf(url);
  const totals = new Map<string, Expected>();
  for (const [course, courseId] of courses.entries()) {
    const { standings } = await db.standings.ofCourse(courseId);
    for (const { student, tally } of standings) {
      const { percent, isAtRisk } = judgeRisk(tally, 0, ruleOf(script, course, script.weeks));
      totals.set(`${course} ${students.indexOf(student.id)}`, {
        ...tally,
        leftEarly: left.get(`${courseId} ${student.id}`) ?? 0,
        attendance: percent === null ? null : shown(percent),
        isAtRisk,
      });
    }
  }
  return totals;
}

async function leftEarlyOf(url: string): Promise<Map<string, number>> {
  const rows = await sql(
    url,
    `SELECT s.course_id, a.student_id, COUNT(*) FROM attendance_records a JOIN class_sessions s ON s.id = a.session_id
     WHERE a.left_early = 1 AND a.status_source = 'camera' GROUP BY s.course_id, a.student_id`,
  );
  const lines = rows.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [courseId, studentId, number] = line.split('\t');
      return [`${courseId} ${studentId}`, Number(number)] as const;
    }),
  );
}
