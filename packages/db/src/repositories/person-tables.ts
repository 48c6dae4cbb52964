/** Columns that name other people: left empty (`others`) or the row left out (`needs`) where such a person is not there. */
type PersonTableRule = {
  /** Whole rows, with whose they are in the column `owner`; the ids of the people are its one parameter, however often it comes. */
  readonly select: string;
  readonly others?: readonly string[];
  readonly needs?: readonly string[];
};

const ofStudent = (table: string, column = 'student_id'): PersonTableRule => ({
  select: `SELECT ${column} AS owner, t.* FROM ${table} t WHERE ${column} IN (:ids)`,
});

/**
 * What there is of a person, beside attendance: parents before what refers to them. Every table that refers to students is in
 * this list, or among those that a test names with the reason why they are left out.
 */
export const PERSON_TABLES = {
  students: ofStudent('students', 'id'),
  consents: ofStudent('consents'),
  enrolments: ofStudent('enrolments'),
  photos: { ...ofStudent('photos'), others: ['similar_student_id'] },
  templates: ofStudent('templates'),
  roster_entries: ofStudent('roster_entries'),
  // Only those that a correction speaks of: the others are attendance.
  sightings: {
    select: `SELECT c.student_id AS owner, t.* FROM corrections c JOIN sightings t ON t.id = c.sighting_id
             WHERE c.student_id IN (:ids)`,
    others: ['student_id', 'candidate_id', 'runner_up_id'],
  },
  corrections: ofStudent('corrections'),
  correction_templates: ofStudent('correction_templates'),
  look_alike_pairs: {
    select: `SELECT student_a_id AS owner, t.* FROM look_alike_pairs t WHERE student_a_id IN (:ids)
             UNION ALL SELECT student_b_id AS owner, t.* FROM look_alike_pairs t WHERE student_b_id IN (:ids)`,
    needs: ['student_a_id', 'student_b_id'],
  },
} as const satisfies Record<string, PersonTableRule>;
export type PersonTable = keyof typeof PERSON_TABLES;

export const personTables = Object.keys(PERSON_TABLES) as PersonTable[];

/** What people's rows refer to, and what decides whom a face is taken for: parents before what refers to them. */
export const CATALOGUE_TABLES = [
  'semesters',
  'courses',
  'rooms',
  'devices',
  'holidays',
  'session_series',
  'class_sessions',
  'imported_sessions',
  'site_settings',
] as const;
export type CatalogueTable = (typeof CATALOGUE_TABLES)[number];

export function ruleOf(table: string): Omit<PersonTableRule, 'select'> {
  const rules: Readonly<Record<string, PersonTableRule>> = PERSON_TABLES;
  return rules[table] ?? {};
}
