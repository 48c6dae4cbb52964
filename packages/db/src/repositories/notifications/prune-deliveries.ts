import type { Store } from '../../connection/store.ts';

/** `givenUp` counts what was given up by this run, the others what was removed. */
type Pruned = { readonly givenUp: number; readonly deliveries: number; readonly events: number };

type Moments = {
  readonly done: Date;
  readonly givenUp: Date;
  /** Of what waits on a channel that has been disabled since. */
  readonly waiting: Date;
};

/** A statement removes or changes so many rows at most, so that none holds its locks for long. */
const CHUNK = 1000;

/**
 * Gives up what a channel that was disabled before `waiting` has had waiting since then. Removes deliveries that were sent or dismissed, and those that were given up, when they last changed before the moments; then events
 * that were dispatched before `done` and that no delivery names. May run twice, and beside another.
 */
export async function pruneDeliveries(store: Store, { done, givenUp, waiting }: Moments): Promise<Pruned> {
  const left = await giveUpDisabled(store, waiting);
  const removed = (sql: string, at: Date) => inChunks(store, sql, [at]);
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
  return { givenUp: left, deliveries: sent + given, events };
}

function giveUpDisabled(store: Store, before: Date): Promise<number> {
  const sql = `UPDATE notification_deliveries
     SET status = 'given-up', group_key = NULL, last_error = 'channel-disabled', lease = NULL, leased_until = NULL, updated_at = ?
     WHERE status = 'waiting' AND updated_at < ?
       AND channel_id IN (SELECT id FROM notification_channels WHERE disabled_at < ?) LIMIT ${CHUNK}`;
  return inChunks(store, sql, [new Date(), before, before]);
}

async function inChunks(store: Store, sql: string, parameters: readonly Date[]): Promise<number> {
  let changed = 0;
  for (;;) {
    const { affectedRows }: { affectedRows: number } = await store.write((manager) =>
      manager.query(sql, [...parameters]),
    );
    changed += affectedRows;
    if (affectedRows < CHUNK) return changed;
  }
}
