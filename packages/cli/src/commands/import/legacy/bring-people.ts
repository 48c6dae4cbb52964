import type { Database } from '@hadir/db';
import { DateTime } from 'luxon';
import type { LegacyRows } from './read-source.ts';
import { readMoment } from './session-times.ts';

export type RowProblem = { readonly what: string; readonly problem: string };
/** A course of the old system in one semester is one course here: rosters were kept by semester there. */
export type CoursePlan = {
  readonly legacyId: string;
  readonly courseId: string;
  readonly semesterId: string;
  readonly code: string;
  readonly name: string;
};
export type SemesterPlan = { readonly legacyId: string; readonly startsOn: string; readonly endsOn: string };

const LONGEST = { number: 64, name: 200, code: 64 };

export function keyOfCourse(courseId: string, semesterId: string): string {
  return `${courseId}@${semesterId}`.slice(0, 64);
}

/** Students whose rows can be taken, and why others cannot. */
export function checkStudents(students: LegacyRows['students']) {
  const problems: RowProblem[] = [];
  const rows = students.flatMap(({ id, name: given }) => {
    const [number, name] = [(id ?? '').trim(), (given ?? '').replaceAll(/\s+/g, ' ').trim()];
    const fault = faultOf(number, name);
    if (fault) problems.push({ what: `student ${number || '(no id)'}`, problem: fault });
    return fault ? [] : [{ legacyId: number, number, name }];
  });
  return { rows: [...new Map(rows.map((row) => [row.legacyId, row])).values()], problems };
}

function faultOf(number: string, name: string): string | undefined {
  if (number === '') return 'student_id is empty';
  if (number.length > LONGEST.number) return `student_id is longer than ${LONGEST.number} characters`;
  if (name === '') return 'name is empty';
  if (name.length > LONGEST.name) return `name is longer than ${LONGEST.name} characters`;
  return /\p{Cc}/u.test(number + name) ? 'holds control characters' : undefined;
}

/** Semesters have no dates there: they last from the first to the last of their sessions. */
function planSemesters({ sessions }: LegacyRows, timeZone: string): SemesterPlan[] {
  const spans = new Map<string, { startsOn: string; endsOn: string }>();
  for (const { semesterId, date } of sessions) {
    const day = readMoment(date ?? '', timeZone)?.toISODate();
    if (!day || !semesterId) continue;
    const before = spans.get(semesterId);
    const days = [before?.startsOn ?? day, before?.endsOn ?? day, day].toSorted();
    spans.set(semesterId, { startsOn: days[0] ?? day, endsOn: days.at(-1) ?? day });
  }
  return [...spans].map(([legacyId, span]) => ({ legacyId, ...span }));
}

/** A course that was held in one semester keeps its id as its code; in several, the semester is added. */
export function planCourses({ courses, enrolments, sessions }: LegacyRows): CoursePlan[] {
  const nameOf = new Map(courses.map(({ id, name }) => [id, name]));
  const semestersOf = new Map<string, Set<string>>(courses.map(({ id }) => [id, new Set<string>()]));
  for (const { courseId, semesterId } of [...enrolments, ...sessions]) {
    if (!courseId) continue;
    semestersOf.set(courseId, (semestersOf.get(courseId) ?? new Set()).add(semesterId ?? ''));
  }
  return [...semestersOf].flatMap(([courseId, found]) => {
    const semesters = found.size > 0 ? [...found].toSorted() : [''];
    return semesters.map((semesterId) => ({
      legacyId: keyOfCourse(courseId, semesterId),
      courseId,
      semesterId,
      code: (semesters.length > 1 ? `${courseId}-${semesterId}` : courseId).slice(0, LONGEST.code),
      name: (nameOf.get(courseId) || courseId).slice(0, LONGEST.name),
    }));
  });
}

export type BroughtCourses = {
  readonly created: number;
  readonly known: number;
  readonly places: number;
  readonly orphans: readonly string[];
  /** New ids of courses by `keyOfCourse`. */
  readonly ids: ReadonlyMap<string, string>;
};

/** Semesters, courses and rosters. Places are as of the semester's first day, so that its sessions expect these students. */
export async function bringCourses(
  { legacy }: Pick<Database, 'legacy'>,
  rows: LegacyRows,
  studentIds: ReadonlyMap<string, string>,
  timeZone: string,
): Promise<BroughtCourses> {
  const semesters = new Map<string, { id: string; since: Date }>();
  for (const { legacyId, startsOn, endsOn } of planSemesters(rows, timeZone)) {
    const id = await legacy.semester(legacyId, { name: legacyId.slice(0, 120), startsOn, endsOn });
    semesters.set(legacyId, { id, since: DateTime.fromISO(startsOn, { zone: timeZone }).toJSDate() });
  }
  const ids = new Map<string, string>();
  const total = { created: 0, known: 0, places: 0 };
  const orphans: string[] = [];
  for (const { legacyId, courseId, semesterId, code, name } of planCourses(rows)) {
    const semester = semesters.get(semesterId);
    const course = await legacy.course({ legacyId, code, name, semesterId: semester?.id ?? null });
    if (course.isNew) total.created += 1;
    else total.known += 1;
    ids.set(legacyId, course.id);
    const members = rows.enrolments.filter(
      (each) => each.courseId === courseId && (each.semesterId ?? '') === semesterId,
    );
    const found = members.flatMap(({ studentId }) => studentIds.get((studentId ?? '').trim()) ?? []);
    orphans.push(...unknownAmong(members, studentIds).map((number) => `${number} in ${code}`));
    total.places += await legacy.roster(course.id, [...new Set(found)], semester?.since ?? new Date());
  }
  return { ...total, orphans, ids };
}

function unknownAmong(members: LegacyRows['enrolments'], studentIds: ReadonlyMap<string, string>): string[] {
  const numbers = members.map(({ studentId }) => (studentId ?? '').trim());
  return numbers.filter((number) => !studentIds.has(number)).map((number) => number || '(no id)');
}
