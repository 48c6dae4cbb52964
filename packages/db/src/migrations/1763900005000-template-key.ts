import { sqlMigration } from './sql-migration.ts';

/** In one statement, so that the reference to students is never without a key; it may run again. */
const keyOn = (columns: string): string =>
  `ALTER TABLE templates DROP KEY ix_templates__student_id, ADD KEY ix_templates__student_id (${columns})`;

/** Galleries are read by engine and version, from the key alone: rows hold templates. */
export const templateKey = sqlMigration('TemplateKey', 1763900005000, {
  up: [keyOn('student_id, engine, model_version, id')],
  down: [keyOn('student_id, engine, id')],
});
