import { EntitySchema } from 'typeorm';
import { moment, nullable, primary, text, uuid } from './columns.ts';

/** Two enrolled students whose templates are too close: twins, or one person enrolled twice. */
export type LookAlikePair = {
  readonly id: string;
  /** The lesser id of the two. */
  readonly studentAId: string;
  readonly studentBId: string;
  /** Whose unit the score has. */
  readonly engine: string;
  /** Of their two templates that are most alike. */
  readonly score: number;
  readonly foundAt: Date;
  /** When they were last compared. */
  readonly checkedAt: Date;
  /** Since when staff know that these are two people; the wider margin between them stays. */
  readonly dismissedAt: Date | null;
  readonly dismissedBy: string | null;
};

export const lookAlikePairTable = new EntitySchema<LookAlikePair>({
  name: 'LookAlikePair',
  tableName: 'look_alike_pairs',
  columns: {
    id: uuid('id', primary),
    studentAId: uuid('student_a_id'),
    studentBId: uuid('student_b_id'),
    engine: text('engine', 16),
    score: { name: 'score', type: 'double' },
    foundAt: moment('found_at'),
    checkedAt: moment('checked_at'),
    dismissedAt: moment('dismissed_at', nullable),
    dismissedBy: text('dismissed_by', 120, nullable),
  },
});
