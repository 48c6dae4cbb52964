import { EntitySchema } from 'typeorm';
import { moment, nullable, primary, text, uuid } from './columns.ts';

export type EventDetails = Readonly<Record<string, unknown>>;

/** What others may be told of, written in the transaction of what it tells of. Ids and figures, never names. */
export type OutboxEvent = {
  readonly id: string;
  /** A type of contracts' `HadirEvent`. */
  readonly type: string;
  readonly at: Date;
  readonly courseId: string | null;
  readonly roomId: string | null;
  readonly sessionId: string | null;
  readonly studentId: string | null;
  readonly deviceId: string | null;
  readonly details: EventDetails;
  /** When it was turned into deliveries; null before. */
  readonly dispatchedAt: Date | null;
};

export const outboxTable = new EntitySchema<OutboxEvent>({
  name: 'OutboxEvent',
  tableName: 'outbox_events',
  columns: {
    id: uuid('id', primary),
    type: text('type', 64),
    at: moment('at'),
    courseId: uuid('course_id', nullable),
    roomId: uuid('room_id', nullable),
    sessionId: uuid('session_id', nullable),
    studentId: uuid('student_id', nullable),
    deviceId: text('device_id', 32, nullable),
    details: { name: 'details', type: 'json' },
    dispatchedAt: moment('dispatched_at', nullable),
  },
});
