import type { EntityManager } from 'typeorm';
import { createLazySource } from '../connection/lazy-source.ts';
import { connectionSettings, type DatabaseOptions } from '../connection/options.ts';
import { idOf, type PlannedSession, plannedSessions, roomsOf, type SemesterPlan } from './plan-semester.ts';

export type SeedOptions = Pick<DatabaseOptions, 'url' | 'caFile'> & {
  /** Beside what is there already; else a database with people or courses is refused. */
  readonly force?: boolean | undefined;
  readonly onProgress?: ((line: string) => void) | undefined;
};

export type SeededSemester = {
  readonly students: number;
  readonly courses: number;
  readonly sessions: number;
  readonly records: number;
  readonly seconds: number;
};

/** The database holds people or courses, which invented ones must not be mixed with by mistake. */
export class NotEmptyError extends Error {
  override readonly name = 'NotEmptyError';
}

const STATEMENT_TIMEOUT_MS = 10 * 60 * 1000;
const ROWS_AT_ONCE = 1000;
/** About 40,000 records in one statement and transaction. */
const SESSIONS_AT_ONCE = 1000;

/**
 * Fills a migrated database with a semester that is over: invented people, courses, sessions and records, the same for the same
 * plan. Records are made by the server itself, so that none crosses the network.
 */
export async function seedSemester(plan: SemesterPlan, options: SeedOptions): Promise<SeededSemester> {
  const startedAt = performance.now();
  const { url, caFile, onProgress = () => undefined } = options;
  const settings = connectionSettings({ url, caFile, poolSize: 1, queryTimeoutMs: STATEMENT_TIMEOUT_MS });
  const source = createLazySource(settings);
  try {
    const { manager } = await source.connect();
    if (!options.force) await refuseFull(manager);
    const sessions = [...plannedSessions(plan)];
    await addPeople(manager, plan);
    await addCourses(manager, plan, sessions);
    onProgress(`${plan.students} students, ${plan.courses} courses, ${sessions.length} sessions`);
    const records = await addRecords(manager, plan, sessions, onProgress);
    await manager.query('ANALYZE TABLE attendance_records, class_sessions, roster_entries, students');
    const { students, courses } = plan;
    const seconds = (performance.now() - startedAt) / 1000;
    return { students, courses, sessions: sessions.length, records, seconds };
  } finally {
    await source.close();
  }
}

async function refuseFull(manager: EntityManager): Promise<void> {
  const [found]: { full: number | string }[] = await manager.query(
    'SELECT EXISTS (SELECT 1 FROM students) OR EXISTS (SELECT 1 FROM courses) AS full',
  );
  if (Number(found?.full ?? 0) > 0) throw new NotEmptyError('the database already holds students or courses');
}

async function addPeople(manager: EntityManager, plan: SemesterPlan): Promise<void> {
  const { prefix, students } = plan;
  const at = createdAt(plan);
  const people = numbers(students).map((number) => [
    idOf(plan, 'student', number),
    `${prefix}${String(number).padStart(7, '0')}`,
    `Invented ${prefix} student ${number}`,
    at,
  ]);
  await insert(manager, 'students', ['id', 'number', 'name', 'created_at'], people);
}

async function addCourses(
  manager: EntityManager,
  plan: SemesterPlan,
  sessions: readonly PlannedSession[],
): Promise<void> {
  const { prefix, startsOn, students, rosterSize } = plan;
  const at = createdAt(plan);
  const semester = idOf(plan, 'semester', 0);
  const endsOn = (sessions.at(-1)?.endsAt ?? at).toISOString().slice(0, 10);
  await insert(
    manager,
    'semesters',
    ['id', 'name', 'starts_on', 'ends_on'],
    [[semester, `Invented semester ${prefix}`, startsOn, endsOn]],
  );
  const rooms = numbers(roomsOf(plan)).map((n) => [
    idOf(plan, 'room', n),
    `Invented ${prefix} room ${n}`,
    at,
  ]);
  await insert(manager, 'rooms', ['id', 'name', 'created_at'], rooms);
  const courses = numbers(plan.courses).map((n) => {
    return [idOf(plan, 'course', n), `${prefix}-${n}`, `Invented course ${n}`, semester, 1, at];
  });
  const courseColumns = ['id', 'code', 'name', 'semester_id', 'gallery_version', 'created_at'];
  await insert(manager, 'courses', courseColumns, courses);
  const roster = numbers(plan.courses).flatMap((course) =>
    numbers(rosterSize).map((place) => {
      const student = (course * rosterSize + place) % students;
      return [idOf(plan, 'course', course), idOf(plan, 'student', student), place % 2 === 0 ? 'A' : 'B', at];
    }),
  );
  await insert(manager, 'roster_entries', ['course_id', 'student_id', 'group_name', 'created_at'], roster);
  const held = sessions.map((session) => sessionRow(plan, session, at));
  await insert(manager, 'class_sessions', sessionColumns, held);
}

const sessionColumns = [
  'id',
  'course_id',
  'room_id',
  'starts_at',
  'ends_at',
  'opens_before_minutes',
  'late_after_minutes',
  'closed_at',
  'created_at',
];

function sessionRow(plan: SemesterPlan, session: PlannedSession, at: Date): unknown[] {
  const { id, course, room, startsAt, endsAt } = session;
  return [id, idOf(plan, 'course', course), idOf(plan, 'room', room), startsAt, endsAt, 15, 15, endsAt, at];
}

/** Of 100: 80 present, 9 late, 8 absent, 3 excused, by a checksum of session and student. */
const RECORDS = `INSERT INTO attendance_records
  (id, session_id, student_id, status, status_source, first_seen_at, last_seen_at, score, created_at, updated_at)
  SELECT CONCAT(LEFT(session_id, 28), LPAD(HEX(place), 8, '0')), session_id, student_id,
    CASE WHEN die < 80 THEN 'present' WHEN die < 89 THEN 'late' WHEN die < 97 THEN 'absent' ELSE 'excused' END,
    CASE WHEN die < 89 THEN 'camera' WHEN die < 97 THEN 'closing' ELSE 'excuse' END,
    IF(die < 80, starts_at + INTERVAL die * 10 SECOND, IF(die < 89, starts_at + INTERVAL die * 15 SECOND, NULL)),
    IF(die < 89, ends_at - INTERVAL die SECOND, NULL), IF(die < 89, 0.5 + die / 250, NULL), ends_at, ends_at
  FROM (
    SELECT c.id AS session_id, c.starts_at, c.ends_at, r.student_id,
      ROW_NUMBER() OVER (PARTITION BY c.id ORDER BY r.student_id) AS place,
      MOD(CRC32(CONCAT(?, c.id, r.student_id)), 100) AS die
    FROM class_sessions c JOIN roster_entries r ON r.course_id = c.course_id
    WHERE c.id IN (?)
  ) seen ORDER BY session_id, student_id LIMIT ?`;

async function addRecords(
  manager: EntityManager,
  plan: SemesterPlan,
  sessions: readonly PlannedSession[],
  onProgress: (line: string) => void,
): Promise<number> {
  let records = 0;
  for (let from = 0; from < sessions.length && records < plan.records; from += SESSIONS_AT_ONCE) {
    const ids = sessions.slice(from, from + SESSIONS_AT_ONCE).map(({ id }) => id);
    const { affectedRows }: { affectedRows: number } = await manager.query(RECORDS, [
      String(plan.seed),
      ids,
      plan.records - records,
    ]);
    records += affectedRows;
    onProgress(`${records} of ${plan.records} records`);
  }
  return records;
}

async function insert(
  manager: EntityManager,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await manager.query(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ?`, [
      rows.slice(from, from + ROWS_AT_ONCE),
    ]);
  }
}

function createdAt({ startsOn }: SemesterPlan): Date {
  return new Date(startsOn);
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}
