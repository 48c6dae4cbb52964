import { type Course, folded, type Repositories, type RosterPlace } from '@hadir/db';
import type { Change } from './people-rows.ts';
import type { PlannedChange, RosterWork } from './plan.ts';
import { type Problem, problem } from './problem.ts';

/** One person expected in one course, as the file has it. */
export type Place = {
  readonly row: number;
  readonly number: string;
  readonly course: string;
  readonly group: Change<string>;
  /** Null for one whom the same file adds. */
  readonly studentId: string | null;
};
type PlacesPlan = {
  readonly problems: readonly Problem[];
  readonly changes: readonly PlannedChange[];
  readonly unchanged: number;
  readonly work: readonly RosterWork[];
};

/** `removeMissing` takes off the rosters of the file's courses whoever the file does not name there. */
export async function planPlaces(
  ground: Repositories['importGround'],
  places: readonly Place[],
  { removeMissing }: { readonly removeMissing: boolean },
): Promise<PlacesPlan> {
  const courses = await ground.courses(places.map(({ course }) => course));
  const courseOf = new Map(courses.map((course) => [folded(course.code), course]));
  const problems = places
    .filter(({ course }) => !courseOf.has(folded(course)))
    .map(({ row, course }) => noCourse(row, course));
  const taken = await ground.rosters(courses.map(({ id }) => id));
  const changes: PlannedChange[] = [];
  const work: RosterWork[] = [];
  let unchanged = 0;
  for (const course of courses) {
    const wanted = places.filter((place) => courseOf.get(folded(place.course)) === course);
    const there = taken.filter(({ courseId }) => courseId === course.id);
    const plan = planCourse(course, wanted, there, removeMissing);
    changes.push(...plan.changes);
    unchanged += plan.unchanged;
    if (plan.changes.length > 0) work.push(plan.work);
  }
  return { problems, changes, unchanged, work };
}

export function noCourse(row: number, course: string): Problem {
  const message = `there is no course ${course}; add it with \`hadir course add\`, or mend the code`;
  return problem('no-such-course', message, { row, column: 'course' });
}

function planCourse(
  course: Course,
  wanted: readonly Place[],
  there: readonly RosterPlace[],
  removeMissing: boolean,
) {
  const placeOf = new Map(there.map((place) => [place.studentId, place]));
  const changes: PlannedChange[] = [];
  const set: { number: string; groupName: string | null }[] = [];
  for (const place of wanted) {
    const change = changeOf(
      course,
      place,
      place.studentId === null ? undefined : placeOf.get(place.studentId),
    );
    if (!change) continue;
    changes.push(change);
    set.push({ number: place.number, groupName: change.after?.group ?? null });
  }
  const kept = new Set(wanted.map(({ studentId }) => studentId));
  const missing = removeMissing ? there.filter(({ studentId }) => !kept.has(studentId)) : [];
  const unchanged = wanted.length - set.length;
  return {
    changes: [...changes, ...missing.map((place) => removal(course, place))],
    unchanged,
    work: { courseId: course.id, set, remove: missing.map(({ studentId }) => studentId) },
  };
}

function changeOf({ code }: Course, place: Place, there: RosterPlace | undefined): PlannedChange | undefined {
  const { row, number, group } = place;
  const after = { group: group === undefined ? (there?.groupName ?? null) : group };
  const key = `${code} ${number}`;
  if (!there) return { row, action: 'create', subject: 'roster-entry', key, before: null, after };
  if (there.groupName === after.group) return undefined;
  return { row, action: 'change', subject: 'roster-entry', key, before: { group: there.groupName }, after };
}

function removal({ code }: Course, { number, groupName }: RosterPlace): PlannedChange {
  const before = { group: groupName };
  return {
    row: null,
    action: 'remove',
    subject: 'roster-entry',
    key: `${code} ${number}`,
    before,
    after: null,
  };
}
