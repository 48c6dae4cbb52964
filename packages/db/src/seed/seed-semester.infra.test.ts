import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MigratedDatabase, openTestDatabase } from '../testing/open-test-database.ts';
import { collect } from '../testing/scene.ts';
import { plannedSessions, planSemester } from './plan-semester.ts';
import { NotEmptyError, seedSemester } from './seed-semester.ts';

const wish = { records: 1234, prefix: 'T', seed: 7, startsOn: '2025-02-03', offsetMinutes: 420 };
const span = { from: new Date('2025-01-01'), to: new Date('2025-12-31') };
let one: MigratedDatabase;
let other: MigratedDatabase;
beforeAll(async () => {
  [one, other] = await Promise.all([openTestDatabase(), openTestDatabase()]);
});
afterAll(() => Promise.all([one.drop(), other.drop()]));

test('when a semester is made twice, then both databases hold the same, as many records as were asked for', async () => {
  const made = await Promise.all([one, other].map(({ url }) => seedSemester(planSemester(wish), { url })));
  expect(made.map(({ records }) => records)).toEqual([1234, 1234]);
  const [rows, same] = await Promise.all([one, other].map(({ db }) => collect(db.attendance.report(span))));
  expect(rows).toEqual(same);
  expect(rows?.filter(({ status }) => status !== null)).toHaveLength(1234);
  expect(
    rows?.every(
      ({ studentName, courseName }) => /^Invented/.test(studentName) && /^Invented/.test(courseName),
    ),
  ).toBe(true);
});

test('when the database holds people, then it is refused unless forced, and another prefix goes beside', async () => {
  const plan = planSemester({ ...wish, prefix: 'U' });
  await expect(seedSemester(plan, { url: one.url })).rejects.toThrow(NotEmptyError);
  expect((await seedSemester(plan, { url: one.url, force: true })).records).toBe(1234);
});

test('when days are summed up widely and narrowly, then they agree', async () => {
  const { url, db } = other;
  const plan = planSemester({ ...wish, prefix: 'W', records: 3000, courses: 150, sessions: 20 });
  await seedSemester(plan, { url, force: true });
  const held = [...plannedSessions(plan)];
  expect(held.length).toBeGreaterThanOrEqual(2000);
  const offsetMinutes = 420;
  const wide = await db.reports.dailySummary({ ...span, offsetMinutes });
  const narrow: unknown[] = [];
  for (const { day } of wide) {
    const from = new Date(`${day}T00:00:00+07:00`);
    const to = new Date(from.getTime() + 24 * 60 * 60 * 1000);
    narrow.push(...(await db.reports.dailySummary({ from, to, offsetMinutes })));
  }
  expect(narrow).toEqual(wide);
  const present = (await collect(db.attendance.report(span))).filter(({ status }) => status === 'present');
  expect(wide.reduce((sum, day) => sum + day.present, 0)).toBe(present.length);
});

test('when a plan does not fit together, then it says why', () => {
  expect(() => planSemester({ ...wish, students: 3, courses: 1, sessions: 2 })).toThrow(/need 617 students/);
});

test('when sessions are planned, then no room holds two at once', () => {
  const taken = new Set<string>();
  for (const { room, startsAt } of plannedSessions(planSemester({ ...wish, records: 40_000 }))) {
    const place = `${room} ${startsAt.toISOString()}`;
    expect(taken.has(place)).toBe(false);
    taken.add(place);
  }
  expect(taken.size).toBeGreaterThan(900);
});
