/** The tables of the system before, with the columns that must be there; of `optional` the first that is there is read. */
const TABLES = {
  students: { name: 'Students', columns: ['student_id', 'name', 'photo'] },
  courses: { name: 'Courses', columns: ['course_id'] },
  enrolments: { name: 'CourseEnrollments', columns: ['student_id', 'course_id', 'semester_id'] },
  sessions: { name: 'ClassSessions', columns: ['session_id', 'course_id', 'semester_id', 'date'] },
  attendances: { name: 'Attendances', columns: ['attendance_id', 'session_id', 'student_id', 'timestamp'] },
} as const;
const COURSE_NAMES = ['course_name', 'name', 'title', 'nama'];

export type LegacyTable = keyof typeof TABLES;
/** Names as the server has them, whatever case the schema was written in, quoted for statements. */
export type LegacyNames = {
  readonly table: (table: LegacyTable) => string;
  readonly column: (table: LegacyTable, column: string) => string;
  /** Null when courses have no name. */
  readonly courseName: string | null;
};

/** The database is not one of the system before: `missing` names tables and columns, as `Students.photo`. */
export class NotLegacySchema extends Error {
  override readonly name = 'NotLegacySchema';
  readonly missing: readonly string[];

  constructor(missing: readonly string[]) {
    super(`the database lacks ${missing.join(', ')}`);
    this.missing = missing;
  }
}

/** `found`: tables and columns of the database. Throws NotLegacySchema that names all that is missing. */
export function legacyNames(
  found: readonly { readonly table: string; readonly column: string }[],
): LegacyNames {
  const known = new Map(
    found.map(({ table, column }) => [`${table}.${column}`.toLowerCase(), { table, column }]),
  );
  const missing = Object.values(TABLES).flatMap(({ name, columns }) => {
    const lacking = columns.filter((column) => !known.has(`${name}.${column}`.toLowerCase()));
    return lacking.length === columns.length ? [name] : lacking.map((column) => `${name}.${column}`);
  });
  if (missing.length > 0) throw new NotLegacySchema(missing);
  const at = (table: LegacyTable, column: string) =>
    known.get(`${TABLES[table].name}.${column}`.toLowerCase()) ?? { table: '', column: '' };
  const name = COURSE_NAMES.find((column) => at('courses', column).column !== '');
  return {
    table: (table) => quoted(at(table, TABLES[table].columns[0]).table),
    column: (table, column) => quoted(at(table, column).column),
    courseName: name === undefined ? null : quoted(at('courses', name).column),
  };
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}
