import { folded, type ImportKind, type Repositories } from '@hadir/db';
import type { Actor } from '@hadir/platform';
import { actorName } from '../shared/audited.ts';
import { type PeopleRows, parseRosters, parseStudents } from './people-rows.ts';
import type { Plan, PlannedChange, RosterWork } from './plan.ts';
import { planRosters, type RosterPlanWork } from './plan-rosters.ts';
import { planStudents, type StudentWork } from './plan-students.ts';
import { planTimetable, type TimetableWork } from './plan-timetable.ts';
import type { Problem } from './problem.ts';
import type { Table } from './table/table.ts';
import { parseTimetable, type TimetableRows } from './timetable-rows.ts';
import { writeTimetable } from './write-timetable.ts';

export type ImportOptions = {
  /** Rosters: who is on a roster of the file's courses and not in the file is taken off it. */
  readonly removeMissing: boolean;
};
export type PlanContext = ImportOptions & { readonly timeZone: string; readonly now: Date };
export type WriteContext = { readonly actor: Actor; readonly timeZone: string; readonly now: Date };

/** What an import's row holds until it is applied. */
export type Content = {
  readonly rows: readonly unknown[];
  readonly problems: readonly Problem[];
  readonly changes: readonly PlannedChange[];
};
export type Parsed = { readonly rows: readonly unknown[]; readonly problems: readonly Problem[] };
export type Written = { readonly courseIds: readonly string[] };

/** What a file of one kind is: how its rows are read, compared with what is there, and written. */
export type Kind = {
  readonly parse: (table: Table) => Parsed;
  readonly plan: (repositories: Repositories, parsed: Parsed, context: PlanContext) => Promise<Plan>;
  /** In the transaction of the writing, before anything is read. */
  readonly hold?: (repositories: Repositories, rows: readonly unknown[]) => Promise<void>;
  /** In the transaction in which the plan was made; answers the courses whose galleries change. */
  readonly write: (repositories: Repositories, work: unknown, context: WriteContext) => Promise<Written>;
};

const students: Kind = {
  parse: parseStudents,
  plan: (repositories, parsed) => planStudents(repositories, parsed as PeopleRows),
  async write(repositories, work, context) {
    const { students: people, rosters } = work as StudentWork;
    await repositories.students.importMany(people);
    return writeRosters(repositories, rosters, context);
  },
};

const rosters: Kind = {
  parse: parseRosters,
  plan: (repositories, parsed, options) => planRosters(repositories, parsed as PeopleRows, options),
  write: (repositories, work, context) =>
    writeRosters(repositories, (work as RosterPlanWork).rosters, context),
};

const timetable: Kind = {
  parse: parseTimetable,
  hold: ({ importGround }, rows) =>
    importGround.holdRooms((rows as TimetableRows['rows']).map(({ room }) => room)),
  plan: (repositories, parsed, context) => planTimetable(repositories, parsed as TimetableRows, context),
  write: (repositories, work, context) => writeTimetable(repositories, work as TimetableWork, context),
};

export const kinds: Readonly<Record<ImportKind, Kind>> = { students, rosters, timetable };

/** In the order of courses, as locks are taken. */
async function writeRosters(
  repositories: Repositories,
  work: readonly RosterWork[],
  { actor }: WriteContext,
): Promise<Written> {
  const numbers = work.flatMap(({ set }) => set.map(({ number }) => number));
  const idOf = await studentIds(repositories, numbers);
  for (const { courseId, set, remove } of work.toSorted(byCourse)) {
    const places = set.map(({ number, groupName }) => ({ studentId: idOf(number), groupName }));
    await repositories.rosters.change({ courseId, set: places, remove });
    await repositories.audit.append({
      actor: actorName(actor),
      action: 'course.roster-import',
      subjectType: 'course',
      subjectId: courseId,
      details: { set: set.length, removed: remove.length },
    });
  }
  return { courseIds: work.map(({ courseId }) => courseId) };
}

async function studentIds(
  { importGround }: Repositories,
  numbers: readonly string[],
): Promise<(number: string) => string> {
  const known = await importGround.students(numbers);
  const ids = new Map(known.map(({ number, id }) => [folded(number), id]));
  return (number) => {
    const id = ids.get(folded(number));
    if (id === undefined) throw new Error('a student whom the plan names is not there');
    return id;
  };
}

function byCourse(a: RosterWork, b: RosterWork): number {
  return a.courseId < b.courseId ? -1 : 1;
}
