import { addColumns, dropColumns } from './alter-once.ts';
import { ID, sqlMigration } from './sql-migration.ts';

const similar = [['similar_student_id', `${ID} NULL`]] as const;
const allow = [['allow_look_alike', 'TINYINT UNSIGNED NOT NULL DEFAULT 0']] as const;
const KEY = 'ix_photos__similar_student_id';
const REFERENCE = 'fk_photos__similar_student_id';

/** Whom a photo looks like, if it was refused for that, and whether staff enrol a student though they look like another. */
export const photoGate = sqlMigration('PhotoGate', 1763900002000, {
  up: [
    ...addColumns('photos', similar, [
      `ADD KEY ${KEY} (similar_student_id)`,
      `ADD CONSTRAINT ${REFERENCE} FOREIGN KEY (similar_student_id) REFERENCES students (id) ON DELETE SET NULL`,
    ]),
    ...addColumns('enrolments', allow),
  ],
  down: [
    ...dropColumns('enrolments', allow),
    ...dropColumns('photos', similar, [`DROP FOREIGN KEY ${REFERENCE}`, `DROP KEY ${KEY}`]),
  ],
});
