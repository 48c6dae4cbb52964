import { EntitySchema } from 'typeorm';
import type { AttendanceRecord } from './attendance-record.ts';
import { moment, nullable, oneOf, primary, text, uuid } from './columns.ts';

export const CORRECTION_KINDS = ['not-this-person', 'this-person'] as const;
export type CorrectionKind = (typeof CORRECTION_KINDS)[number];
export const LEARNING_STATES = ['none', 'pending', 'learned', 'refused'] as const;
export type LearningState = (typeof LEARNING_STATES)[number];

/** An attendance record before and after a correction; null where there was none. Moments are ISO 8601. */
export type MarkChange = {
  readonly before: StoredRecord | null;
  readonly after: StoredRecord | null;
};
export type StoredRecord = {
  readonly [Name in keyof AttendanceRecord]: AttendanceRecord[Name] extends Date
    ? string
    : AttendanceRecord[Name] extends Date | null
      ? string | null
      : AttendanceRecord[Name];
};

/** What staff say about one sighting: that it is not the student it was taken for, or that it is this one. */
export type Correction = {
  readonly id: string;
  /** Null once the sighting is gone; what was learned from it stays. */
  readonly sightingId: string | null;
  readonly studentId: string;
  readonly kind: CorrectionKind;
  readonly madeAt: Date;
  readonly madeBy: string;
  readonly reason: string;
  /** The face that is learned from, kept under the student's prefix; null when no crop was kept. */
  readonly cropKey: string | null;
  /** Where the crop was moved from; null for a copy. */
  readonly cropFrom: string | null;
  /** Whether a template came of it; `none` when none was asked for, or there is no face to learn from. */
  readonly learning: LearningState;
  /** Why it was refused, or nothing can be learned, such as `no-crop`. */
  readonly learningNote: string | null;
  /** What was measured, by name, with its limit. */
  readonly measured: Readonly<Record<string, number>> | null;
  /** Null when the attendance record stayed as it was. */
  readonly markChange: MarkChange | null;
};

export const correctionTable = new EntitySchema<Correction>({
  name: 'Correction',
  tableName: 'corrections',
  columns: {
    id: uuid('id', primary),
    sightingId: uuid('sighting_id', nullable),
    studentId: uuid('student_id'),
    kind: oneOf('kind', CORRECTION_KINDS),
    madeAt: moment('made_at'),
    madeBy: text('made_by', 120),
    reason: text('reason', 200),
    cropKey: text('crop_key', 255, nullable),
    cropFrom: text('crop_from', 255, nullable),
    learning: oneOf('learning', LEARNING_STATES),
    learningNote: text('learning_note', 64, nullable),
    measured: { name: 'measured', type: 'json', nullable: true },
    markChange: { name: 'mark_change', type: 'json', nullable: true },
  },
});
