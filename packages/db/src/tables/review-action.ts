import { EntitySchema } from 'typeorm';
import { moment, nullable, oneOf, primary, text, uuid } from './columns.ts';

export const REVIEW_ACTIONS = ['assign', 'not-this-person', 'ignore', 'enrol'] as const;
export type ReviewActionKind = (typeof REVIEW_ACTIONS)[number];

/** What somebody did about an item, and all that is needed to take it back. */
export type ReviewAction = {
  readonly id: string;
  readonly itemId: string;
  readonly action: ReviewActionKind;
  readonly actor: string;
  readonly at: Date;
  readonly studentId: string | null;
  readonly reason: string | null;
  readonly correctionIds: readonly string[];
  readonly enrolmentId: string | null;
  readonly undoneAt: Date | null;
  readonly undoneBy: string | null;
};

export const reviewActionTable = new EntitySchema<ReviewAction>({
  name: 'ReviewAction',
  tableName: 'review_actions',
  columns: {
    id: uuid('id', primary),
    itemId: uuid('item_id'),
    action: oneOf('action', REVIEW_ACTIONS),
    actor: text('actor', 120),
    at: moment('at'),
    studentId: uuid('student_id', nullable),
    reason: text('reason', 500, nullable),
    correctionIds: { name: 'correction_ids', type: 'json' },
    enrolmentId: uuid('enrolment_id', nullable),
    undoneAt: moment('undone_at', nullable),
    undoneBy: text('undone_by', 120, nullable),
  },
});
