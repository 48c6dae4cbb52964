import { sql } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type MigratedDatabase, openTestDatabase } from '../../testing/open-test-database.ts';
import { admit, createScene, next, type Scene } from '../../testing/scene.ts';
import type { DispatchBatch, Plan } from './dispatch-events.ts';

let schema: MigratedDatabase;
let scene: Scene;
beforeAll(async () => {
  schema = await openTestDatabase();
  scene = await createScene(schema.db);
});
beforeEach(async () => {
  await sql(schema.url, 'DELETE FROM notification_channels; DELETE FROM outbox_events');
});
afterAll(() => schema.drop());

const now = new Date('2026-03-02T10:00:00Z');
const soon = (ms: number): Date => new Date(now.getTime() + ms);

async function addChannel(perMinute = 60): Promise<string> {
  const channel = await schema.db.notificationChannels.create({
    name: `Channel ${next()}`,
    kind: 'webhook',
    language: 'en',
    mode: 'each',
    settings: {},
    credentials: null,
    quietFrom: null,
    quietUntil: null,
    perMinute,
  });
  await sql(
    schema.url,
    `UPDATE notification_channels SET next_send_at = '2026-01-01' WHERE id = '${channel.id}'`,
  );
  return channel.id;
}

async function mark(count: number): Promise<void> {
  const at = now;
  for (let one = 0; one < count; one++) {
    const { id: studentId } = await admit(schema.db, scene.courseId);
    await schema.db.attendance.recordFrame({
      session: scene.session,
      sightings: [],
      confirmations: [{ studentId, firstSeenAt: at, lastSeenAt: at, score: 1, evidenceKey: null }],
      decideStatus: () => 'present',
    });
  }
}

/** Every event to every channel, under one key or none. */
const all =
  (groupKey: string | null, dueAt = now) =>
  ({ events, channels }: DispatchBatch): Plan => ({
    planned: events.flatMap(({ id: eventId }) =>
      [...channels.keys()].map((channelId) => ({ eventId, channelId, groupKey, dueAt })),
    ),
    dueNow: [],
  });
const claim = (at = now, staysOpen = false) =>
  schema.db.notificationDeliveries.claim({ now: at, leaseMs: 60_000, limit: 8, staysOpen: () => staysOpen });
const count = async (what: string): Promise<number> =>
  Number(await sql(schema.url, `SELECT COUNT(*) FROM ${what}`));

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
