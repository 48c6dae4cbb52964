import { deviceSettingsOf } from '@hadir/contracts';
import { createLog, DependencyUnavailable } from '@hadir/platform';
import { expect, test } from 'vitest';
import { createDeviceCache } from './device-cache.ts';
import type { KnownDevice } from './load-device.ts';

const log = createLog({ service: 'test', level: 'error' });
const away = new DependencyUnavailable('database', new Error('connect ECONNREFUSED'));

const settings = deviceSettingsOf(null);

function deviceOf(id: string, revoked = false): KnownDevice {
  return { id, roomId: null, authMode: 'signed', key: Buffer.alloc(32), revoked, settings, sessions: [] };
}

/** A cache over a table that the test holds, with a clock that the test moves. */
function setUp() {
  const table = new Map<string, KnownDevice>();
  const state = { nowMs: 1_760_000_000_000, reads: 0, isAway: false };
  const cache = createDeviceCache({
    log,
    now: () => state.nowMs,
    loadDevice: async (deviceId) => {
      state.reads += 1;
      // The row as it is when the query is sent, answered a little later.
      const row = table.get(deviceId);
      await new Promise((resolve) => setImmediate(resolve));
      if (state.isAway) throw away;
      return row;
    },
  });
  return { table, state, cache };
}

test('when a device is asked for often, then the database is asked once in 20 s', async () => {
  const { table, state, cache } = setUp();
  table.set('a', deviceOf('a'));
  await Promise.all([cache.find('a'), cache.find('a'), cache.find('a')]);
  state.nowMs += 19_999;
  expect(await cache.find('a')).toEqual(deviceOf('a'));
  expect(state.reads).toBe(1);
  state.nowMs += 1;
  await cache.find('a');
  expect(state.reads).toBe(2);
});

test('when a device is revoked and nobody tells, then that is known within 60 s', async () => {
  const { table, state, cache } = setUp();
  table.set('a', deviceOf('a'));
  await cache.find('a');
  table.set('a', deviceOf('a', true));
  state.nowMs += 59_999;
  expect((await cache.find('a'))?.revoked).toBe(true);
});

test('when the database is away, then a device that was read is served and is read again when it is back', async () => {
  const { table, state, cache } = setUp();
  table.set('a', deviceOf('a'));
  await cache.find('a');
  state.isAway = true;
  for (let minute = 0; minute < 5; minute++) {
    state.nowMs += 60_000;
    expect(await cache.find('a')).toEqual(deviceOf('a'));
  }
  state.isAway = false;
  table.set('a', deviceOf('a', true));
  state.nowMs += 5000;
  expect((await cache.find('a'))?.revoked).toBe(true);
});

test('when the database is away, then a device that was not read, was forgotten or is a day old is not known', async () => {
  const { table, state, cache } = setUp();
  for (const id of ['forgotten', 'old']) {
    table.set(id, deviceOf(id));
    await cache.find(id);
  }
  state.isAway = true;
  await expect(cache.find('new')).rejects.toBe(away);
  cache.forget('forgotten');
  await expect(cache.find('forgotten')).rejects.toBe(away);
  state.nowMs += 24 * 3_600_000 + 1;
  await expect(cache.find('old')).rejects.toBe(away);
});

test('when a device is added just after it was asked for, then it is known within 5 s', async () => {
  const { table, state, cache } = setUp();
  expect(await cache.find('a')).toBeUndefined();
  table.set('a', deviceOf('a'));
  expect(await cache.find('a')).toBeUndefined();
  state.nowMs += 5000;
  expect(await cache.find('a')).toEqual(deviceOf('a'));
});

test('when a device changes while it is read, then what was read is not kept', async () => {
  const { table, cache } = setUp();
  table.set('a', deviceOf('a'));
  const early = cache.find('a');
  table.set('a', deviceOf('a', true));
  cache.forget('a');
  await early;
  expect((await cache.find('a'))?.revoked).toBe(true);
});

test('when many made-up devices are asked for at once, then few queries are sent and known devices are served', async () => {
  const { table, state, cache } = setUp();
  table.set('a', deviceOf('a'));
  await cache.find('a');
  state.nowMs += 30_000;
  const strangers = Array.from({ length: 500 }, (_, n) => cache.find(`stranger-${n}`));
  const known = cache.find('a');
  const results = await Promise.allSettled(strangers);
  expect(state.reads).toBeLessThan(40);
  expect(results.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(400);
  expect(await known).toEqual(deviceOf('a'));
});

test('when more devices are known than are kept, then the one read longest ago makes room', async () => {
  const { table, state, cache } = setUp();
  for (let n = 0; n < 5001; n++) table.set(`d-${n}`, deviceOf(`d-${n}`));
  for (const id of table.keys()) await cache.find(id);
  const before = state.reads;
  await cache.find('d-5000');
  expect(state.reads).toBe(before);
  await cache.find('d-0');
  expect(state.reads).toBe(before + 1);
});
