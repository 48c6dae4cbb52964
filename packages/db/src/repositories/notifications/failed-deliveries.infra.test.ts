import { sql } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { all, deliveryScene, now, soon } from '../../testing/delivery-scene.ts';
import { type MigratedDatabase, openTestDatabase } from '../../testing/open-test-database.ts';
import { createScene } from '../../testing/scene.ts';

let schema: MigratedDatabase;
let addChannel: ReturnType<typeof deliveryScene>['addChannel'];
let mark: ReturnType<typeof deliveryScene>['mark'];
let claim: ReturnType<typeof deliveryScene>['claim'];
beforeAll(async () => {
  schema = await openTestDatabase();
  ({ addChannel, mark, claim } = deliveryScene(schema, await createScene(schema.db)));
});
beforeEach(async () => {
  await sql(schema.url, 'DELETE FROM notification_channels; DELETE FROM outbox_events');
});
afterAll(() => schema.drop());

test('when an attempt has failed, then neither a new event nor the end of the group brings the next one forward', async () => {
  await addChannel();
  await mark(1);
  const { dispatch, settle, list } = schema.db.notificationDeliveries;
  await dispatch(10, all('session:x'));
  const [first] = await claim(now, true);
  if (!first) throw new Error('not claimed');
  const dueAt = soon(600_000);
  const failed = { kind: 'later', dueAt, error: '500', holdChannelUntil: null, counts: true } as const;
  await settle(first.delivery, failed, soon(1000));
  await mark(1);
  await dispatch(10, (batch) => ({
    ...all('session:x', soon(2000))(batch),
    dueNow: [{ groupKey: 'session:x', at: soon(2000) }],
  }));
  const { items } = await list();
  expect(items).toMatchObject([{ status: 'waiting', revision: 2, attempts: 1, dueAt }]);
  const [second] = await claim(dueAt, true);
  expect(await schema.db.notificationDeliveries.facts(second?.delivery.id ?? '')).toHaveLength(2);
});

test('when an attempt may have gone out, then holding it back keeps its id', async () => {
  await addChannel();
  await mark(1);
  await schema.db.notificationDeliveries.dispatch(10, all(null));
  const [first] = await claim();
  const [second] = await claim(soon(61_000));
  if (!first || !second) throw new Error('not claimed');
  const until = soon(3_600_000);
  await schema.db.notificationDeliveries.hold(second.delivery, { groupKey: 'held:x', until });
  const { id } = first.delivery;
  const { items } = await schema.db.notificationDeliveries.list();
  expect(items).toMatchObject([{ id, status: 'waiting', dueAt: until, lease: null }]);
  // Held back again, it still does not join the others.
  const [third] = await claim(until);
  if (!third) throw new Error('not claimed');
  await schema.db.notificationDeliveries.hold(third.delivery, { groupKey: 'held:y', until: soon(7_200_000) });
  expect((await schema.db.notificationDeliveries.list()).items).toMatchObject([{ id, groupKey: null }]);
});

test('when a delivery has more events than a message holds, then all go out, each once, the oldest first', async () => {
  await addChannel();
  await mark(7);
  const { dispatch, claim: take, facts, settle, list } = schema.db.notificationDeliveries;
  await dispatch(10, all('held:x'));
  const told: string[][] = [];
  for (const second of [0, 1, 2, 3]) {
    const request = { now: soon(second * 1000), leaseMs: 60_000, limit: 8, staysOpen: () => false };
    const [one] = await take({ ...request, mostEvents: () => 3 });
    if (!one) continue;
    told.push((await facts(one.delivery.id)).map(({ id }) => id));
    await settle(one.delivery, { kind: 'sent', remoteRef: null, note: null }, soon(second * 1000));
  }
  expect(told.map(({ length }) => length)).toEqual([3, 3, 1]);
  expect(told.flat()).toEqual(told.flat().toSorted());
  expect(new Set(told.flat()).size).toBe(7);
  expect((await list()).items.map(({ status }) => status)).toEqual(['sent', 'sent', 'sent']);
});

test('when a channel stays disabled, then what it has waiting is given up, and not what waits for another', async () => {
  const disabled = await addChannel();
  const open = await addChannel();
  await mark(1);
  const { dispatch, prune, list } = schema.db.notificationDeliveries;
  await dispatch(10, all('group'));
  await schema.db.notificationChannels.update(disabled, { disabledAt: now });
  const never = { done: new Date(0), givenUp: new Date(0) };
  // Disabled before, and waiting since not long.
  expect(await prune({ ...never, waiting: soon(1000) })).toMatchObject({ givenUp: 0 });
  const waiting = new Date(Date.now() + 86_400_000);
  expect(await prune({ ...never, waiting })).toEqual({ givenUp: 1, deliveries: 0, events: 0 });
  expect(await prune({ ...never, waiting })).toMatchObject({ givenUp: 0 });
  const gaveUp = { status: 'given-up', lastError: 'channel-disabled', groupKey: null };
  expect((await list({ channelId: disabled })).items).toMatchObject([gaveUp]);
  expect((await list({ channelId: open })).items).toMatchObject([{ status: 'waiting' }]);
});
