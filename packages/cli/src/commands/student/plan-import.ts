import { keyOf } from '../../api/key-of.ts';
import type { Course, Student } from '../../api/models.ts';
import type { RowProblem, StudentRow } from './parse-student-csv.ts';

export type ImportPlan = {
  readonly create: readonly { readonly number: string; readonly name: string }[];
  readonly rename: readonly { readonly student: Student; readonly name: string }[];
  readonly unchanged: number;
  /** Numbers by the course whose roster they go onto. */
  readonly rosters: readonly { readonly course: Course; readonly numbers: readonly string[] }[];
  readonly problems: readonly RowProblem[];
};

type Known = { readonly students: readonly Student[]; readonly courses: readonly Course[] };

/** What an import would change, compared with what is there. The same file again changes nothing. */
export function planImport(rows: readonly StudentRow[], { students, courses }: Known): ImportPlan {
  const courseOf = new Map(courses.map((course) => [keyOf(course.code), course]));
  const problems = rows
    .filter(({ course }) => course !== null && !courseOf.has(keyOf(course)))
    .map(({ line, course }) => ({ line, problem: `there is no course ${course}` }));
  return { ...planStudents(rows, students), rosters: planRosters(rows, courseOf), problems };
}

function planStudents(rows: readonly StudentRow[], students: readonly Student[]) {
  const studentOf = new Map(students.map((student) => [keyOf(student.number), student]));
  const wanted = new Map(rows.map(({ number, name }) => [keyOf(number), { number, name }]));
  const create = [...wanted].filter(([key]) => !studentOf.has(key)).map(([, student]) => student);
  const rename = [...wanted].flatMap(([key, { name }]) => {
    const student = studentOf.get(key);
    return student && student.name !== name ? [{ student, name }] : [];
  });
  return { create, rename, unchanged: wanted.size - create.length - rename.length };
}

function planRosters(
  rows: readonly StudentRow[],
  courseOf: ReadonlyMap<string, Course>,
): ImportPlan['rosters'] {
  const numbersOf = new Map<Course, Set<string>>();
  for (const { number, course: code } of rows) {
    const course = code === null ? undefined : courseOf.get(keyOf(code));
    if (course) numbersOf.set(course, (numbersOf.get(course) ?? new Set()).add(number));
  }
  return [...numbersOf].map(([course, numbers]) => ({ course, numbers: [...numbers] }));
}
