import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type OutboxEvent, outboxTable } from '../tables/outbox-event.ts';

/** `type` and `details` as contracts' EVENT_DETAILS says. */
export type NewOutboxEvent = Pick<OutboxEvent, 'type' | 'details'> &
  Partial<Omit<OutboxEvent, 'id' | 'type' | 'details' | 'dispatchedAt'>>;

/** In the transaction of what it tells of, so that no event is lost and none is made up. Ids and figures, never names. */
export async function appendEvents(manager: EntityManager, events: readonly NewOutboxEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(rowOf);
  await manager.insert(outboxTable, rows as never);
}

function rowOf(event: NewOutboxEvent): OutboxEvent {
  return {
    at: new Date(),
    courseId: null,
    roomId: null,
    sessionId: null,
    studentId: null,
    deviceId: null,
    ...event,
    id: uuidv7(),
    dispatchedAt: null,
  };
}
