import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { classify } from '../connection/classify.ts';
import { connectionSettings, type DatabaseOptions } from '../connection/options.ts';
import { DatabaseUnavailable } from '../errors.ts';
import { type LegacyNames, type LegacyTable, legacyNames } from './legacy-schema.ts';

/** Values as text, as the old system's own clock wrote them: a timestamp is `YYYY-MM-DD HH:MM:SS` without a zone. */
export type LegacyStudent = { readonly id: string; readonly name: string; readonly photo: string | null };
export type LegacyCourse = { readonly id: string; readonly name: string | null };
export type LegacyEnrolment = {
  readonly studentId: string;
  readonly courseId: string;
  readonly semesterId: string;
};
export type LegacySession = {
  readonly id: string;
  readonly courseId: string;
  readonly semesterId: string;
  readonly date: string;
};
export type LegacyAttendance = {
  readonly id: string;
  readonly sessionId: string;
  readonly studentId: string;
  readonly at: string | null;
};

export type LegacyDatabase = {
  readonly students: () => Promise<LegacyStudent[]>;
  readonly courses: () => Promise<LegacyCourse[]>;
  readonly enrolments: () => Promise<LegacyEnrolment[]>;
  readonly sessions: () => Promise<LegacySession[]>;
  /** Of these sessions. */
  readonly attendances: (sessionIds: readonly string[]) => Promise<LegacyAttendance[]>;
  readonly countAttendances: () => Promise<number>;
  close(): Promise<void>;
};

/** Rows of one table: far more than a university has, few enough for memory. */
const MOST_LEGACY_ROWS = 1_000_000;
const QUERY_TIMEOUT_MS = 60_000;

/**
 * Reads a database of the system before, in one read-only transaction: what is written there meanwhile is not seen. Throws
 * NotLegacySchema, and DatabaseUnavailable when there is no connection.
 */
export async function openLegacy(options: Pick<DatabaseOptions, 'url' | 'caFile'>): Promise<LegacyDatabase> {
  const { pool, database } = connectionSettings(options);
  const { connectionLimit: _, queueLimit: __, ...settings } = pool;
  const connection = await createConnection({ ...settings, dateStrings: true }).catch((error: unknown) => {
    throw new DatabaseUnavailable(error);
  });
  const ask = asker(connection);
  try {
    await ask('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await ask('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
    const found = await ask(
      'SELECT TABLE_NAME AS `table`, COLUMN_NAME AS `column` FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ?',
      [database],
    );
    const names = legacyNames(found as { table: string; column: string }[]);
    return { ...readers(ask, names), close: () => connection.end() };
  } catch (error) {
    connection.destroy();
    throw error;
  }
}

type Row = Readonly<Record<string, unknown>>;
type Ask = (sql: string, values?: readonly unknown[]) => Promise<Row[]>;

function asker(connection: Connection): Ask {
  return async (sql, values = []) => {
    const query = { sql, values: [...values], timeout: QUERY_TIMEOUT_MS };
    const [rows] = await connection.query<RowDataPacket[]>(query).catch((error: unknown) => {
      throw classify(error) === 'lost' ? new DatabaseUnavailable(error) : error;
    });
    return rows;
  };
}

function readers(ask: Ask, names: LegacyNames): Omit<LegacyDatabase, 'close'> {
  const select = async (
    table: LegacyTable,
    columns: Readonly<Record<string, string | null>>,
    where = '',
    values: readonly unknown[] = [],
  ): Promise<Row[]> => {
    const list = Object.entries(columns).map(
      ([as, column]) => `${column === null ? 'NULL' : names.column(table, column)} AS \`${as}\``,
    );
    const sql = `SELECT ${list.join(', ')} FROM ${names.table(table)} ${where} LIMIT ${MOST_LEGACY_ROWS + 1}`;
    const rows = await ask(sql, values);
    if (rows.length > MOST_LEGACY_ROWS)
      throw new RangeError(`${names.table(table)} has more than ${MOST_LEGACY_ROWS} rows`);
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, textOf(value)])),
    );
  };
  const inSession = { sessionId: 'session_id', courseId: 'course_id', semesterId: 'semester_id' };
  return {
    students: async () =>
      (await select('students', { id: 'student_id', name: 'name', photo: 'photo' })) as LegacyStudent[],
    courses: async () => {
      const name = names.courseName === null ? 'NULL' : names.courseName;
      const id = names.column('courses', 'course_id');
      const rows = await ask(
        `SELECT ${id} AS id, ${name} AS name FROM ${names.table('courses')} LIMIT ${MOST_LEGACY_ROWS}`,
      );
      return rows.map((row) => ({ id: textOf(row.id) ?? '', name: textOf(row.name) }));
    },
    enrolments: async () =>
      (await select('enrolments', {
        studentId: 'student_id',
        courseId: inSession.courseId,
        semesterId: inSession.semesterId,
      })) as LegacyEnrolment[],
    sessions: async () =>
      (await select('sessions', {
        id: 'session_id',
        courseId: 'course_id',
        semesterId: 'semester_id',
        date: 'date',
      })) as LegacySession[],
    attendances: async (sessionIds) =>
      sessionIds.length === 0
        ? []
        : ((await select(
            'attendances',
            { id: 'attendance_id', sessionId: 'session_id', studentId: 'student_id', at: 'timestamp' },
            `WHERE ${names.column('attendances', 'session_id')} IN (?)`,
            [[...sessionIds]],
          )) as LegacyAttendance[]),
    countAttendances: async () => {
      const [row] = await ask(`SELECT COUNT(*) AS count FROM ${names.table('attendances')}`);
      return Number(row?.count ?? 0);
    },
  };
}

/** Ids may be numbers or texts there; here they are texts. Bytes of a photo are none. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return Buffer.isBuffer(value) ? value.toString('latin1').slice(0, 4096) : String(value);
}
