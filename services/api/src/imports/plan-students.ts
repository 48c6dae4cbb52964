import { folded, type Repositories, type Student } from '@hadir/db';
import type { PeopleRows, PersonRow } from './people-rows.ts';
import { withoutDoubles } from './people-rows.ts';
import { countsOf, type Plan, type PlannedChange, type RosterWork } from './plan.ts';
import { type Place, planPlaces } from './plan-places.ts';

export type StudentWork = {
  readonly students: readonly {
    readonly number: string;
    readonly name: string;
    readonly email: string | null | undefined;
  }[];
  readonly rosters: readonly RosterWork[];
};
type Ground = Pick<Repositories, 'importGround'>;

/** A student may have several rows, one for each course. Nobody is removed, and who is not in the file stays. */
export async function planStudents(
  { importGround }: Ground,
  { rows, problems }: PeopleRows,
): Promise<Plan<StudentWork>> {
  const single = withoutDoubles(rows, keyOf, isSameRow, ({ number }) => number);
  const people = withoutDoubles(
    single.rows.map(withEmail(rows)),
    ({ number }) => folded(number),
    (a, b) => a.name === b.name && a.email === b.email,
    ({ number }) => `the name or e-mail of ${number}`,
  );
  // Somebody with several courses is no double.
  const contradictions = people.problems.filter(({ severity }) => severity === 'error');
  const known = await importGround.students(people.rows.map(({ number }) => number));
  const studentOf = new Map(known.map((student) => [folded(student.number), student]));
  const changes = people.rows.flatMap((row) => changeOf(row, studentOf.get(folded(row.number))));
  const changed = new Set(changes.map(({ row }) => row));
  const places = single.rows.flatMap((row) => placeOf(row, studentOf.get(folded(row.number))));
  const rosters = await planPlaces(importGround, places, { removeMissing: false });
  return {
    problems: [...problems, ...single.problems, ...contradictions, ...rosters.problems],
    changes: [...changes, ...rosters.changes],
    counts: {
      ...countsOf(changes, { student: people.rows.length - changes.length }),
      ...(places.length > 0 ? countsOf(rosters.changes, { 'roster-entry': rosters.unchanged }) : {}),
    },
    work: {
      students: people.rows
        .filter(({ row }) => changed.has(row))
        .map(({ number, name = '', email }) => ({ number, name, email })),
      rosters: rosters.work,
    },
  };
}

/** An e-mail that one of a student's rows gives holds for those that leave it empty. */
function withEmail(rows: readonly PersonRow[]): (row: PersonRow) => PersonRow {
  const given = rows.filter(({ email }) => email !== undefined);
  const emailOf = new Map(given.toReversed().map(({ number, email }) => [folded(number), email]));
  return (row) => ({ ...row, email: row.email ?? emailOf.get(folded(row.number)) });
}

function keyOf({ number, course }: PersonRow): string {
  return `${folded(number)}\n${folded(course ?? '')}`;
}

function isSameRow(a: PersonRow, b: PersonRow): boolean {
  return a.name === b.name && a.email === b.email && a.group === b.group;
}

function changeOf({ row, number, name = '', email }: PersonRow, known: Student | undefined): PlannedChange[] {
  const after = { name, email: email === undefined ? (known?.email ?? null) : email };
  if (!known) return [{ row, action: 'create', subject: 'student', key: number, before: null, after }];
  if (known.name === after.name && known.email === after.email) return [];
  const before = { name: known.name, email: known.email };
  return [{ row, action: 'change', subject: 'student', key: known.number, before, after }];
}

function placeOf({ row, number, course, group }: PersonRow, known: Student | undefined): Place[] {
  return course === undefined ? [] : [{ row, number, course, group, studentId: known?.id ?? null }];
}
