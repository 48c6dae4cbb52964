import type { Store } from '../../connection/store.ts';

type Pruned = { readonly deliveries: number; readonly events: number };

/** A statement removes so many rows at most, so that none holds its locks for long. */
const CHUNK = 1000;

/**
 * Removes deliveries that were sent or dismissed, and those that were given up, when they last changed before the moments; then events
 * that were dispatched before `done` and that no delivery names. May run twice, and beside another.
 */
export async function pruneDeliveries(
  store: Store,
  { done, givenUp }: { readonly done: Date; readonly givenUp: Date },
): Promise<Pruned> {
  const removed = (sql: string, at: Date) => removeAll(store, sql, at);
  const sent = await removed(
    `DELETE FROM notification_deliveries WHERE status IN ('sent', 'dismissed') AND updated_at < ? LIMIT ${CHUNK}`,
    done,
  );
  const given = await removed(
    `DELETE FROM notification_deliveries WHERE status = 'given-up' AND updated_at < ? LIMIT ${CHUNK}`,
    givenUp,
  );
  const events = await removed(
    `DELETE FROM outbox_events WHERE dispatched_at < ?
       AND NOT EXISTS (SELECT 1 FROM notification_items i WHERE i.event_id = outbox_events.id) LIMIT ${CHUNK}`,
    done,
  );
  return { deliveries: sent + given, events };
}

async function removeAll(store: Store, sql: string, at: Date): Promise<number> {
  let removed = 0;
  for (;;) {
    const { affectedRows }: { affectedRows: number } = await store.write((manager) =>
      manager.query(sql, [at]),
    );
    removed += affectedRows;
    if (affectedRows < CHUNK) return removed;
  }
}
