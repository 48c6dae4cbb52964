import { expect, test } from 'vitest';
import { planImport } from './plan-import.ts';

const ana = { id: 'a', number: 'N1', name: 'Ana' };
const course = { id: 'c', code: 'IF-1', name: 'Programming' };
const row = (line: number, number: string, name: string, code: string | null = null) => ({
  line,
  number,
  name,
  course: code,
});

test('when a student is new, renamed or the same, then the plan says so, whatever the case of the number', () => {
  const rows = [row(2, 'n1', 'Ana'), row(3, 'N2', 'Budi')];
  expect(planImport(rows, { students: [ana], courses: [] })).toEqual({
    create: [{ number: 'N2', name: 'Budi' }],
    rename: [],
    unchanged: 1,
    rosters: [],
    problems: [],
  });
  const renamed = planImport([row(2, 'N1', 'Anna')], { students: [ana], courses: [] });
  expect(renamed.rename).toEqual([{ student: ana, name: 'Anna' }]);
});

test('when lines name courses, then each roster gets each student once, and an unknown course is told with its line', () => {
  const rows = [row(2, 'N1', 'Ana', 'if-1'), row(3, 'N1', 'Ana', 'IF-1'), row(4, 'N2', 'Budi', 'IF-9')];
  const plan = planImport(rows, { students: [ana], courses: [course] });
  expect(plan.rosters).toEqual([{ course, numbers: ['N1'] }]);
  expect(plan.problems).toEqual([{ line: 4, problem: 'there is no course IF-9' }]);
});
