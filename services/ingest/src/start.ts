import { jobs } from '@hadir/contracts';
import type { Database } from '@hadir/db';
import {
  type Closing,
  createFrameStore,
  createMetrics,
  createOutcomes,
  createQueue,
  createSecretBox,
  type FrameStore,
  type Listening,
  type Log,
  listen,
  measureQueues,
  pingRedis,
  type Redis,
  subscribeDeviceChanged,
} from '@hadir/platform';
import { createApp } from './app.ts';
import { createBacklogLimit } from './backlog-limit.ts';
import { createBootClock } from './boot-clock.ts';
import { createDeviceCache, type DeviceCache } from './device-cache.ts';
import type { IngestEnv } from './env.ts';
import { loadDevice } from './load-device.ts';
import { createObserver } from './observe.ts';
import { createRateLimit } from './rate-limit.ts';
import { MAX_FRAME_BYTES } from './read-body.ts';
import { createUploadReader } from './read-upload.ts';
import { createTouchDevice } from './touch-device.ts';
import { warmDevices } from './warm-devices.ts';

export type IngestDeps = {
  readonly env: IngestEnv;
  readonly database: Pick<Database, 'devices' | 'sessions' | 'ping'>;
  /** Role 'producer'. */
  readonly redis: Redis;
  readonly log: Log;
};

/** Expired frames are rare, so their bytes may be counted a minute too long. */
const RECONCILE_MS = 60_000;

/** Builds ingest and serves it; neither Redis nor the database need be there. */
export async function startIngest(deps: IngestDeps, closing: Closing): Promise<Listening> {
  const { env, database, redis, log } = deps;
  const { devices, sessions } = database;
  const secretBox = createSecretBox(env.DEVICE_KEY_SECRET);
  const cache = createDeviceCache({
    loadDevice: (deviceId) => loadDevice({ devices, sessions, secretBox, log }, deviceId),
    log,
  });
  const frameStore = createFrameStore(redis);
  const queue = closing.add('queue', createQueue(jobs.identifyFrame, redis));
  const metrics = createMetrics('ingest');
  measureQueues(metrics, { [jobs.identifyFrame.queue]: queue });
  const app = createApp({
    devices: cache,
    bootClock: createBootClock(redis),
    rateLimit: createRateLimit({ perSecond: env.INGEST_RATE_PER_SECOND, burst: env.INGEST_RATE_BURST }),
    backlog: createBacklogLimit(
      { queue, frameStore, log },
      { maxFrames: env.INGEST_MAX_BACKLOG_FRAMES, maxBytes: env.INGEST_MAX_BACKLOG_BYTES },
    ),
    readUpload: createUploadReader({ maxBytes: MAX_FRAME_BYTES, timeoutMs: env.INGEST_BODY_TIMEOUT_MS }),
    frameStore,
    queue,
    outcomes: createOutcomes(redis),
    touchDevice: createTouchDevice({ devices, log }),
    observer: createObserver(metrics, log),
    log,
    health: {
      ready: { redis: () => pingRedis(redis) },
      // Devices that are known are served without it.
      watched: { database: () => database.ping() },
      metrics,
    },
  });
  closing.add('device changes', followChanges(redis, cache, log));
  closing.add('reconciling', reconcileRegularly(frameStore, log));
  await warmDevices({ devices, cache, log });
  return closing.add('http', await listen(app, { port: env.PORT, host: env.HOST }));
}

/** Listens once Redis is there; until then, and whenever a message is lost, entries become stale by themselves. */
function followChanges(redis: Redis, cache: DeviceCache, log: Log) {
  const following = subscribeDeviceChanged(redis, ({ deviceId }) => cache.forget(deviceId));
  following.catch((error: unknown) => log.warn('device changes are not followed', { error }));
  return { close: () => following.then((subscription) => subscription.close()) };
}

function reconcileRegularly(frameStore: FrameStore, log: Log) {
  const timer = setInterval(() => {
    frameStore.reconcile().then(
      ({ expired }) => expired > 0 && log.warn('frames expired', { expired }),
      (error: unknown) => log.debug('frames not reconciled', { error }),
    );
  }, RECONCILE_MS);
  return { close: () => clearInterval(timer) };
}
