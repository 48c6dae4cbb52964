import {
  DEVICE_CHANNEL,
  DeviceChanged,
  FIRMWARE_CHANNEL,
  FirmwareChanged,
  GALLERY_CHANNEL,
  GalleryChanged,
} from '@hadir/contracts';
import type { z } from 'zod';
import { onRedis } from './dependency.ts';
import type { Redis } from './redis.ts';

export type Subscription = { close(): Promise<void> };

/**
 * Publish and subscribe carry hints only: a message may be lost while a connection is down, so whoever subscribes
 * also checks from time to time.
 */
export async function publish<Message extends z.ZodType>(
  redis: Redis,
  channel: string,
  message: Message,
  value: z.input<Message>,
): Promise<void> {
  await onRedis(() => redis.publish(channel, JSON.stringify(message.parse(value))));
}

/**
 * Opens a connection of its own, as Redis wants, and resolves once it listens: that is when Redis is there, so a
 * service that must start without Redis does not await it, and ends the waiting with `signal`: the promise then rejects.
 * Aborting it afterwards closes the subscription too. A message that does not parse is left out.
 */
export async function subscribe<Message extends z.ZodType>(
  redis: Redis,
  channel: string,
  message: Message,
  receive: (value: z.output<Message>) => void,
  signal?: AbortSignal,
): Promise<Subscription> {
  signal?.throwIfAborted();
  const own = redis.duplicate({
    enableOfflineQueue: true,
    autoResendUnfulfilledCommands: true,
    maxRetriesPerRequest: null,
    commandTimeout: undefined,
  });
  // Outages are reported by the connection that this one was made from.
  own.on('error', () => undefined);
  own.on('message', (_channel: string, text: string) => {
    const parsed = message.safeParse(parseJson(text));
    if (parsed.success) receive(parsed.data);
  });
  const hangUp = (): void => own.disconnect();
  signal?.addEventListener('abort', hangUp, { once: true });
  await own.subscribe(channel);
  return {
    async close() {
      own.removeAllListeners('message');
      own.disconnect();
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Tells matchers that the galleries of these courses changed. */
export function publishGalleryChanged(redis: Redis, change: GalleryChanged): Promise<void> {
  return publish(redis, GALLERY_CHANNEL, GalleryChanged, change);
}

export function subscribeGalleryChanged(
  redis: Redis,
  receive: (change: GalleryChanged) => void,
): Promise<Subscription> {
  return subscribe(redis, GALLERY_CHANNEL, GalleryChanged, receive);
}

/** Tells ingest that a device was revoked, moved or given a new key. */
export function publishDeviceChanged(redis: Redis, change: DeviceChanged): Promise<void> {
  return publish(redis, DEVICE_CHANNEL, DeviceChanged, change);
}

export function subscribeDeviceChanged(
  redis: Redis,
  receive: (change: DeviceChanged) => void,
  signal?: AbortSignal,
): Promise<Subscription> {
  return subscribe(redis, DEVICE_CHANNEL, DeviceChanged, receive, signal);
}

/** Tells ingest that releases of the firmware were published, changed or withdrawn. */
export function publishFirmwareChanged(redis: Redis, change: FirmwareChanged): Promise<void> {
  return publish(redis, FIRMWARE_CHANNEL, FirmwareChanged, change);
}

export function subscribeFirmwareChanged(
  redis: Redis,
  receive: (change: FirmwareChanged) => void,
  signal?: AbortSignal,
): Promise<Subscription> {
  return subscribe(redis, FIRMWARE_CHANNEL, FirmwareChanged, receive, signal);
}
