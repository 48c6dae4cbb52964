import { EntitySchema } from 'typeorm';
import { nullable, oneOf, primary, text, uuid } from './columns.ts';

export const LEGACY_KINDS = ['student', 'course', 'semester', 'session', 'attendance'] as const;
export type LegacyKind = (typeof LEGACY_KINDS)[number];

/** A row of the system before, and the row that it became here. */
export type LegacyId = {
  readonly kind: LegacyKind;
  readonly legacyId: string;
  readonly id: string;
  /** Whose row it is, so that it goes with the student. */
  readonly studentId: string | null;
  /** Of a student: the photo that was last put to the gate, and what became of it. */
  readonly photoUrl: string | null;
  readonly photoState: string | null;
};

export const legacyIdTable = new EntitySchema<LegacyId>({
  name: 'LegacyId',
  tableName: 'legacy_ids',
  columns: {
    kind: { ...oneOf('kind', LEGACY_KINDS), ...primary },
    legacyId: text('legacy_id', 64, primary),
    id: uuid('id'),
    studentId: uuid('student_id', nullable),
    photoUrl: text('photo_url', 2048, nullable),
    photoState: text('photo_state', 32, nullable),
  },
});
