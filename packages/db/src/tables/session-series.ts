import { EntitySchema } from 'typeorm';
import type { SessionScope } from './class-session.ts';
import { moment, oneOf, primary, text, uuid } from './columns.ts';

/** A weekly pattern in campus time from which class sessions are made. Days are `YYYY-MM-DD` of the campus calendar. */
export type SessionSeries = {
  readonly id: string;
  readonly courseId: string;
  readonly roomId: string;
  /** ISO days of the week, 1 (Monday) to 7, ascending. */
  readonly weekdays: readonly number[];
  /** `HH:MM` of the campus clock; an end that is not later than the start lies on the next day. */
  readonly startsLocal: string;
  readonly endsLocal: string;
  /** The first and the last day on which it may start. */
  readonly fromOn: string;
  readonly toOn: string;
  /** A day of the week from which every n-th week is counted. */
  readonly anchorOn: string;
  readonly everyWeeks: number;
  /** Days that the pattern names and on which nothing is held. */
  readonly exceptOn: readonly string[];
  readonly scope: SessionScope;
  /** 1 when it may share its room with other sessions. */
  readonly allowOverlap: number;
  readonly createdAt: Date;
};

const digits = {
  to: (days: readonly number[]) => days.join(''),
  from: (stored: string) => Array.from(stored, Number),
};
const commas = {
  to: (days: readonly string[]) => days.join(','),
  from: (stored: string) => (stored === '' ? [] : stored.split(',')),
};

export const seriesTable = new EntitySchema<SessionSeries>({
  name: 'SessionSeries',
  tableName: 'session_series',
  columns: {
    id: uuid('id', primary),
    courseId: uuid('course_id'),
    roomId: uuid('room_id'),
    weekdays: text('weekdays', 7, { transformer: digits }),
    startsLocal: text('starts_local', 5),
    endsLocal: text('ends_local', 5),
    fromOn: { name: 'from_on', type: 'date' },
    toOn: { name: 'to_on', type: 'date' },
    anchorOn: { name: 'anchor_on', type: 'date' },
    everyWeeks: { name: 'every_weeks', type: 'tinyint', unsigned: true },
    exceptOn: { name: 'except_on', type: 'text', transformer: commas },
    scope: oneOf('scope', ['roster', 'campus']),
    allowOverlap: { name: 'allow_overlap', type: 'tinyint' },
    createdAt: moment('created_at'),
  },
});
