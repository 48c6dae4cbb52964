import { folded, type Repositories } from '@hadir/db';
import { type PeopleRows, type PersonRow, withoutDoubles } from './people-rows.ts';
import { countsOf, type Plan, type RosterWork } from './plan.ts';
import { type Place, planPlaces } from './plan-places.ts';
import { type Problem, problem } from './problem.ts';

export type RosterPlanWork = { readonly rosters: readonly RosterWork[] };

/** Students and courses must be there already. */
export async function planRosters(
  { importGround }: Pick<Repositories, 'importGround'>,
  { rows, problems }: PeopleRows,
  options: { readonly removeMissing: boolean },
): Promise<Plan<RosterPlanWork>> {
  const single = withoutDoubles(rows, keyOf, (a, b) => a.group === b.group, whatOf);
  const known = await importGround.students(single.rows.map(({ number }) => number));
  const idOf = new Map(known.map(({ number, id }) => [folded(number), id]));
  const places: Place[] = [];
  const unknown: Problem[] = [];
  for (const row of single.rows) {
    const studentId = idOf.get(folded(row.number));
    const { course = '', group, number } = row;
    if (studentId === undefined) unknown.push(noStudent(row));
    places.push({ row: row.row, number, course, group, studentId: studentId ?? null });
  }
  const plan = await planPlaces(importGround, places, options);
  return {
    problems: [...problems, ...single.problems, ...unknown, ...plan.problems],
    changes: plan.changes,
    counts: countsOf(plan.changes, { 'roster-entry': plan.unchanged }),
    work: { rosters: plan.work },
  };
}

function keyOf({ number, course = '' }: PersonRow): string {
  return `${folded(number)}\n${folded(course)}`;
}

function whatOf({ number, course = '' }: PersonRow): string {
  return `the group of ${number} in ${course}`;
}

function noStudent({ row, number }: PersonRow): Problem {
  const message = `there is no student ${number}; import students first, or mend the number`;
  return problem('no-such-student', message, { row, column: 'number' });
}
