import type { ClaimedDelivery, Database, EventFacts } from '@hadir/db';
import { type Log, type SecretBox, withDeadline } from '@hadir/platform';
import { renderMessage } from '../messages/render-message.ts';
import { openOutlet } from '../outlets/open-outlet.ts';
import { type Attempt, later, type Outlets, sent } from '../outlets/outlet.ts';
import { heldGroup } from './plan-deliveries.ts';
import { quietUntil } from './quiet-hours.ts';
import { settlementOf } from './settle-attempt.ts';

export type SendDeps = {
  readonly database: Pick<Database, 'notificationDeliveries'>;
  readonly secrets: Pick<SecretBox, 'open'>;
  readonly outlets: Outlets;
  readonly timeZone: string;
  readonly log: Log;
};

/** Longer than any outlet takes: two calls of ten seconds, or a mail's time-outs one after the other. */
const ATTEMPT_MS = 75_000;
/** Nobody else takes the delivery meanwhile; after it somebody does, for this process must have died. */
export const LEASE_MS = 120_000;

/** Makes one attempt at a delivery that was claimed, and notes what became of it. In quiet hours it is held back. */
export async function sendDelivery(deps: SendDeps, { delivery, channel }: ClaimedDelivery): Promise<void> {
  const { notificationDeliveries } = deps.database;
  const until = quietUntil(channel, new Date(), deps.timeZone);
  if (until) return notificationDeliveries.hold(delivery, { groupKey: heldGroup(until), until });
  const facts = await notificationDeliveries.facts(delivery.id);
  const attempt =
    facts.length === 0
      ? sent(delivery.remoteRef, 'nothing-left')
      : await tryOnce(deps, { delivery, channel }, facts);
  const settlement = settlementOf(attempt, delivery, new Date());
  await notificationDeliveries.settle(delivery, settlement, new Date());
  const about = { deliveryId: delivery.id, channelId: channel.id, kind: channel.kind };
  if (settlement.kind === 'given-up')
    deps.log.warn('notification given up', { ...about, reason: settlement.error });
  else deps.log.debug('notification tried', { ...about, result: settlement.kind });
}

async function tryOnce(
  { secrets, outlets, timeZone, log }: SendDeps,
  { delivery, channel }: ClaimedDelivery,
  facts: readonly EventFacts[],
): Promise<Attempt> {
  try {
    const parcel = {
      id: delivery.id,
      facts,
      isGroup: channel.mode === 'digest' || facts.length > 1,
      message: renderMessage(facts, channel.language, timeZone),
      remoteRef: delivery.remoteRef,
    };
    return await withDeadline(openOutlet(channel, secrets, outlets)(parcel), ATTEMPT_MS, 'too slow');
  } catch (error) {
    log.error('notification failed', { deliveryId: delivery.id, channelId: channel.id, error });
    return later('internal');
  }
}
