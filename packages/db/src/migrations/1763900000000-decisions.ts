import { addColumns, dropColumns } from './alter-once.ts';
import { ascii, ID, sqlMigration } from './sql-migration.ts';

/** Null in rows from before. */
const columns = [
  ['required_margin', 'DOUBLE NULL'],
  ['agreement', `${ascii(16)} NULL`],
  ['deep_score', 'DOUBLE NULL'],
  ['sift_score', 'DOUBLE NULL'],
  ['quality', 'DOUBLE NULL'],
  ['size_px', 'DOUBLE NULL'],
  ['sharpness', 'DOUBLE NULL'],
  ['liveness', `${ascii(16)} NULL`],
  ['liveness_score', 'DOUBLE NULL'],
  ['liveness_cues', 'JSON NULL'],
  ['presentation_id', `${ID} NULL`],
  ['unknown_group_id', `${ID} NULL`],
  ['engine', `${ascii(16)} NULL`],
  ['model_version', `${ascii(160)} NULL`],
] as const;

/** What each sighting was decided by. */
export const decisions = sqlMigration('Decisions', 1763900000000, {
  up: addColumns('sightings', columns, [
    'ADD KEY ix_sightings__presentation_id (presentation_id, captured_at)',
  ]),
  down: dropColumns('sightings', columns, ['DROP KEY ix_sightings__presentation_id']),
});
