import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type DeviceSpan, type DeviceState, deviceSpanTable } from '../tables/device-span.ts';
import { readPage } from './keyset.ts';
import { appendEvents } from './outbox.ts';

export type DeviceSpanList = PageRequest & {
  readonly deviceId?: string | undefined;
  /** Spans that share a moment with the time from `from` to `to`. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
};

export type StateChange = {
  readonly deviceId: string;
  readonly state: DeviceState;
  readonly lastSeenAt: Date | null;
};
export type DeviceSpans = ReturnType<typeof createDeviceSpans>;

const newestFirst: Order<DeviceSpan> = {
  list: 'device-spans',
  kinds: ['moment', 'text'],
  keyOf: (span) => [span.fromAt.toISOString(), span.id],
};

/** When devices were heard of, and when not. */
export function createDeviceSpans(store: Store) {
  return {
    /** The span that lasts, of each of these devices. */
    open: (deviceIds: readonly string[]): Promise<DeviceSpan[]> =>
      store.read((manager) =>
        deviceIds.length === 0
          ? Promise.resolve([])
          : manager
              .createQueryBuilder(deviceSpanTable, 's')
              .where('s.isOpen = 1 AND s.deviceId IN (:...deviceIds)', { deviceIds })
              .getMany(),
      ),
    /**
     * Ends the device's span and begins one of the other state, with the event that tells others, unless it is in that state already or the
     * device is new and offline. A device that is new comes online without an event, and one that was revoked
     * goes without one. Answers whether anything changed.
     */
    change: (change: StateChange, at: Date): Promise<boolean> =>
      store.write((manager) => changeState(manager, change, at), { idempotent: true }),
    /** The newest first. */
    list: (request: DeviceSpanList = {}) =>
      store.read((manager) => {
        const query = manager.createQueryBuilder(deviceSpanTable, 's');
        const { deviceId, from, to } = request;
        if (deviceId) query.andWhere('s.deviceId = :deviceId', { deviceId });
        if (from) query.andWhere('(s.toAt IS NULL OR s.toAt > :from)', { from });
        if (to) query.andWhere('s.fromAt < :to', { to });
        return readPage(query, newestFirst, ['s.fromAt', 's.id'], request, 'DESC');
      }),
  };
}

async function changeState(manager: EntityManager, change: StateChange, at: Date): Promise<boolean> {
  const { deviceId, state } = change;
  const held: { roomId: string | null; revokedAt: Date | null }[] = await manager.query(
    'SELECT room_id AS roomId, revoked_at AS revokedAt FROM devices WHERE id = ? FOR UPDATE',
    [deviceId],
  );
  const [device] = held;
  if (!device) return false;
  const before = await manager.findOneBy(deviceSpanTable, { deviceId, isOpen: 1 });
  if (before ? before.state === state : state === 'offline') return false;
  const fromAt = beginOf(change, before, at);
  if (before) await manager.update(deviceSpanTable, { id: before.id }, { toAt: fromAt, isOpen: null });
  await manager.insert(deviceSpanTable, { id: uuidv7(), deviceId, state, fromAt, toAt: null, isOpen: 1 });
  if (before && !device.revokedAt) await appendEvents(manager, [eventOf(change, device.roomId, before, at)]);
  return true;
}

/** Silence began with the last frame, not when it was noticed; but never before the span that it ends. */
function beginOf({ state, lastSeenAt }: StateChange, before: DeviceSpan | null, at: Date): Date {
  const since = state === 'offline' && lastSeenAt ? lastSeenAt : at;
  return before && before.fromAt > since ? before.fromAt : since;
}

function eventOf(
  { deviceId, state, lastSeenAt }: StateChange,
  roomId: string | null,
  before: DeviceSpan,
  at: Date,
): Parameters<typeof appendEvents>[1][number] {
  const about = { deviceId, roomId, at };
  if (state === 'offline') {
    return { ...about, type: 'device.offline', details: { lastSeenAt: lastSeenAt?.toISOString() ?? null } };
  }
  const offlineSeconds = Math.round((at.getTime() - before.fromAt.getTime()) / 1000);
  return { ...about, type: 'device.online', details: { offlineSeconds: Math.max(0, offlineSeconds) } };
}
