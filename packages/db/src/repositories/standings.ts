import type { Store } from '../connection/store.ts';
import type { Student } from '../tables/student.ts';
import type { StatusTally } from './closing/closing-rules.ts';
import { NO_TALLY } from './closing/closing-rules.ts';
import { talliesOf } from './closing/note-risks.ts';

/** One student of a course: what was given so far, in sessions that are closed and not cancelled. */
export type Standing = {
  readonly student: Pick<Student, 'id' | 'number' | 'name'>;
  readonly groupName: string | null;
  readonly atRiskSince: Date | null;
  readonly tally: StatusTally;
};
export type CourseStandings = {
  /** In the order of student numbers. */
  readonly standings: readonly Standing[];
  /** Sessions that are planned and not closed yet. */
  readonly left: number;
};

type Row = {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly groupName: string | null;
  readonly atRiskSince: Date | null;
};

export type Standings = ReturnType<typeof createStandings>;

/** How the students of a course stand. */
export function createStandings(store: Store) {
  return {
    /** Those who are on the roster now, after the student of that number if one is told; no course is longer than a roster may be. */
    ofCourse: (courseId: string, groupName?: string, afterNumber?: string): Promise<CourseStandings> =>
      store.read(async (manager) => {
        const rows: Row[] = await manager.query(
          `SELECT s.id, s.number, s.name, r.group_name AS groupName, r.at_risk_since AS atRiskSince
           FROM roster_entries r JOIN students s ON s.id = r.student_id
           WHERE r.course_id = ? AND (? IS NULL OR r.group_name = ?)
             AND (? IS NULL OR s.number > ?) ORDER BY s.number`,
          [courseId, ...twice(groupName), ...twice(afterNumber)],
        );
        const tallies = await talliesOf(manager, courseId);
        const [left]: { number: string }[] = await manager.query(
          `SELECT COUNT(*) AS number FROM class_sessions
           WHERE course_id = ? AND status = 'scheduled' AND closed_at IS NULL`,
          [courseId],
        );
        const standings = rows.map(({ groupName: group, atRiskSince, ...student }) => ({
          student,
          groupName: group,
          atRiskSince,
          tally: tallies.get(student.id) ?? NO_TALLY,
        }));
        return { standings, left: Number(left?.number ?? 0) };
      }),
  };
}

function twice(value: string | undefined): (string | null)[] {
  return [value ?? null, value ?? null];
}
