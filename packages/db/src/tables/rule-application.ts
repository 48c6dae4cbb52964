import { EntitySchema } from 'typeorm';
import { moment, nullable, primary, text, uuid } from './columns.ts';

/** The order to judge sessions of the past by the rule as it is now, and how far that has come. */
export type RuleApplication = {
  readonly id: string;
  /** Null: of every course. */
  readonly courseId: string | null;
  /** Only sessions that started then or later. */
  readonly since: Date;
  readonly requestedAt: Date;
  readonly requestedBy: string;
  /** Sessions that were put under the rule, and records that changed by it. */
  readonly sessionsDone: number;
  readonly recordsChanged: number;
  readonly finishedAt: Date | null;
};

const count = (name: string) => ({ name, type: 'int', unsigned: true }) as const;

export const ruleApplicationTable = new EntitySchema<RuleApplication>({
  name: 'RuleApplication',
  tableName: 'rule_applications',
  columns: {
    id: uuid('id', primary),
    courseId: uuid('course_id', nullable),
    since: moment('since'),
    requestedAt: moment('requested_at'),
    requestedBy: text('requested_by', 120),
    sessionsDone: count('sessions_done'),
    recordsChanged: count('records_changed'),
    finishedAt: moment('finished_at', nullable),
  },
});
