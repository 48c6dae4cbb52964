import { sql } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { all, deliveryScene, now, soon } from '../../testing/delivery-scene.ts';
import { type MigratedDatabase, openTestDatabase } from '../../testing/open-test-database.ts';
import { createScene } from '../../testing/scene.ts';

let schema: MigratedDatabase;
let addChannel: ReturnType<typeof deliveryScene>['addChannel'];
let mark: ReturnType<typeof deliveryScene>['mark'];
let claim: ReturnType<typeof deliveryScene>['claim'];
let count: ReturnType<typeof deliveryScene>['count'];
beforeAll(async () => {
  schema = await openTestDatabase();
  ({ addChannel, mark, claim, count } = deliveryScene(schema, await createScene(schema.db)));
});
beforeEach(async () => {
  await sql(schema.url, 'DELETE FROM notification_channels; DELETE FROM outbox_events');
});
afterAll(() => schema.drop());

test('when several processes dispatch, then each event goes to each channel once', async () => {
  await addChannel();
  await addChannel();
  await mark(20);
  const other = await schema.openAnother();
  const dispatch = (db: typeof other) => db.notificationDeliveries.dispatch(3, all(null));
  for (let left = 1; left > 0; ) {
    const counts = await Promise.all([schema.db, other, schema.db, other].map(dispatch));
    left = counts.reduce((sum, each) => sum + each, 0);
  }
  expect(await count('notification_items')).toBe(40);
  expect(await count('notification_deliveries')).toBe(40);
  expect(await count('outbox_events WHERE dispatched_at IS NULL')).toBe(0);
});

test('when dispatching fails in its middle, then nothing of it stays and the events wait', async () => {
  await addChannel();
  await mark(2);
  const broken = () =>
    schema.db.notificationDeliveries.dispatch(10, (batch) => {
      const { planned } = all(null)(batch);
      return { planned: [...planned, { ...planned[0], eventId: 'no such event' } as never], dueNow: [] };
    });
  await expect(broken()).rejects.toThrow();
  expect(await count('notification_deliveries')).toBe(0);
  expect(await schema.db.notificationDeliveries.dispatch(10, all(null))).toBe(2);
});

test('when a dispatcher is at work, then a mark does not wait for it', async () => {
  await addChannel();
  await mark(1);
  let marked = Number.POSITIVE_INFINITY;
  const other = await schema.openAnother();
  const holding = other.transaction(async (repositories) => {
    await repositories.notificationDeliveries.dispatch(10, all('group'));
    const begun = performance.now();
    await mark(1);
    marked = performance.now() - begun;
  });
  await holding;
  // A lock would be waited for 5 s, and then fail.
  expect(marked).toBeLessThan(4000);
  expect(await schema.db.notificationDeliveries.dispatch(10, all('group'))).toBe(1);
});

test('when a delivery is claimed, then nobody else has it until its lease ends', async () => {
  await addChannel();
  await mark(1);
  await schema.db.notificationDeliveries.dispatch(10, all(null));
  const claims = await Promise.all([claim(), claim(), claim()]);
  const [first] = claims.flat();
  expect(claims.flat()).toHaveLength(1);
  expect(await claim(soon(59_000))).toEqual([]);
  const [again] = await claim(soon(61_000));
  expect(again?.delivery).toMatchObject({ id: first?.delivery.id, attempts: 2 });
  const { settle } = schema.db.notificationDeliveries;
  const sent = { kind: 'sent', remoteRef: null, note: null } as const;
  if (!first || !again) throw new Error('not claimed');
  // Who has lost the lease has no say any more.
  expect(await settle(first.delivery, sent, soon(62_000))).toBe(false);
  expect(await settle(again.delivery, sent, soon(62_000))).toBe(true);
  expect(await claim(soon(300_000))).toEqual([]);
});

test('when a channel has a rate, then its deliveries go one after the other, the oldest first', async () => {
  await addChannel(60);
  await mark(3);
  await schema.db.notificationDeliveries.dispatch(10, all(null));
  expect(await claim()).toHaveLength(1);
  expect(await claim(soon(900))).toEqual([]);
  expect(await claim(soon(1000))).toHaveLength(1);
  const [third] = await claim(soon(2000));
  if (!third) throw new Error('not claimed');
  const hold = {
    kind: 'later',
    dueAt: soon(5000),
    error: '429',
    holdChannelUntil: soon(30_000),
    counts: false,
  } as const;
  await schema.db.notificationDeliveries.settle(third.delivery, hold, soon(2100));
  expect(await claim(soon(29_000))).toEqual([]);
  const [later] = await claim(soon(30_000));
  expect(later?.delivery).toMatchObject({ attempts: 1, lastError: '429' });
});

test('when events come while a message is sent that can be changed, then it waits again; when it cannot, then another opens', async () => {
  for (const staysOpen of [true, false]) {
    await sql(schema.url, 'DELETE FROM notification_channels; DELETE FROM outbox_events');
    await addChannel();
    await mark(2);
    await schema.db.notificationDeliveries.dispatch(10, all('session:x'));
    const [first] = await claim(now, staysOpen);
    await mark(1);
    await schema.db.notificationDeliveries.dispatch(10, all('session:x', soon(10_000)));
    if (!first) throw new Error('not claimed');
    const sent = { kind: 'sent', remoteRef: '7', note: null } as const;
    await schema.db.notificationDeliveries.settle(first.delivery, sent, soon(1000));
    const [second] = await claim(soon(10_000), staysOpen);
    expect(second?.delivery.remoteRef).toBe(staysOpen ? '7' : null);
    expect(await schema.db.notificationDeliveries.facts(second?.delivery.id ?? '')).toHaveLength(
      staysOpen ? 3 : 1,
    );
  }
});

test('when deliveries are held back, then their events come together in one', async () => {
  await addChannel(300);
  await mark(3);
  await schema.db.notificationDeliveries.dispatch(10, all(null));
  const until = soon(3_600_000);
  for (const at of [0, 1000, 2000]) {
    const [one] = await claim(soon(at));
    if (one) await schema.db.notificationDeliveries.hold(one.delivery, { groupKey: 'held:x', until });
  }
  const { items } = await schema.db.notificationDeliveries.list();
  expect(items).toMatchObject([{ status: 'waiting', revision: 3, groupKey: 'held:x', dueAt: until }]);
  expect(await schema.db.notificationDeliveries.facts(items[0]?.id ?? '')).toHaveLength(3);
});

test('when old ones are removed, then what waits, and what was given up not long ago, stays with its events', async () => {
  await addChannel(300);
  await mark(3);
  await schema.db.notificationDeliveries.dispatch(10, all(null));
  const [one] = await claim(now);
  const [two] = await claim(soon(1000));
  if (!one || !two) throw new Error('not claimed');
  const { settle, prune } = schema.db.notificationDeliveries;
  await settle(one.delivery, { kind: 'sent', remoteRef: null, note: null }, now);
  await settle(two.delivery, { kind: 'given-up', error: '410' }, now);
  const tomorrow = new Date(Date.now() + 86_400_000);
  const never = { done: new Date(0), givenUp: new Date(0), waiting: new Date(0) };
  expect(await prune({ ...never, done: tomorrow })).toEqual({ givenUp: 0, deliveries: 1, events: 1 });
  expect(await count('notification_deliveries')).toBe(2);
  expect(await prune({ ...never, done: tomorrow, givenUp: tomorrow })).toEqual({
    givenUp: 0,
    deliveries: 1,
    events: 1,
  });
  expect(await count('outbox_events')).toBe(1);
});
