import type { RequestListener } from 'node:http';
import { jobs } from '@hadir/contracts';
import type { Database } from '@hadir/db';
import {
  type Closable,
  type Closing,
  createDeviceHealth,
  createFrameStore,
  createMetrics,
  createOutcomes,
  createQueue,
  createSecretBox,
  type FrameStore,
  type Listening,
  type Log,
  listen,
  type Metrics,
  measureQueues,
  pingRedis,
  type Redis,
  type Subscription,
  subscribeBursts,
  subscribeDeviceChanged,
  subscribeFirmwareChanged,
  subscribeOutcomes,
} from '@hadir/platform';
import { createAdviseDevice } from './advise-device.ts';
import { createApp } from './app.ts';
import { createBacklogLimit } from './backlog-limit.ts';
import { createBootClock } from './boot-clock.ts';
import { createDeviceCache } from './device-cache.ts';
import type { IngestEnv } from './env.ts';
import { startFirmware } from './firmware/start-firmware.ts';
import { loadDevice } from './load-device.ts';
import { createHealthNotes, type HealthNotes } from './note-health.ts';
import { createObserver } from './observe.ts';
import { createPendingBursts } from './pending-bursts.ts';
import { createRateLimit } from './rate-limit.ts';
import { MAX_FRAME_BYTES } from './read-body.ts';
import { createUploadReader } from './read-upload.ts';
import { createRecentOutcomes } from './recent-outcomes.ts';
import { createTouchDevice } from './touch-device.ts';
import { warmDevices } from './warm-devices.ts';

export type IngestDeps = {
  readonly env: IngestEnv;
  readonly database: Pick<Database, 'devices' | 'sessions' | 'firmwareReleases' | 'ping'>;
  /** Role 'producer'. */
  readonly redis: Redis;
  readonly log: Log;
};

/** Expired frames are rare, so their bytes may be counted a minute too long. */
const RECONCILE_MS = 60_000;
/** How old what is shown of a device's health may be. */
const HEALTH_MS = 2000;

/** Builds ingest and serves it; neither Redis nor the database need be there. */
export async function startIngest(deps: IngestDeps, closing: Closing): Promise<Listening> {
  const { env, database, redis, log } = deps;
  const { devices, sessions, firmwareReleases } = database;
  const secretBox = createSecretBox(env.DEVICE_KEY_SECRET);
  const cache = createDeviceCache({
    loadDevice: (deviceId) => loadDevice({ devices, sessions, secretBox, log }, deviceId),
    log,
  });
  const frameStore = createFrameStore(redis);
  const queue = closing.add('queue', createQueue(jobs.identifyFrame, redis));
  const recentOutcomes = createRecentOutcomes({ outcomes: createOutcomes(redis), log });
  const bursts = createPendingBursts(redis);
  const healthNotes = createHealthNotes({ health: createDeviceHealth(redis), devices: cache, log });
  const metrics = createMetrics('ingest');
  measureQueues(metrics, { [jobs.identifyFrame.queue]: queue });
  const firmware = startFirmware({ firmwareReleases, metrics, log });
  closing.add('firmware releases', firmware.releases);
  const shared = {
    devices: cache,
    bootClock: createBootClock(redis),
    rateLimit: createRateLimit({ perSecond: env.INGEST_RATE_PER_SECOND, burst: env.INGEST_RATE_BURST }),
    log,
  };
  const app = createApp({
    ...shared,
    backlog: createBacklogLimit(
      { queue, frameStore, log },
      { maxFrames: env.INGEST_MAX_BACKLOG_FRAMES, maxBytes: env.INGEST_MAX_BACKLOG_BYTES },
    ),
    readUpload: createUploadReader({ maxBytes: MAX_FRAME_BYTES, timeoutMs: env.INGEST_BODY_TIMEOUT_MS }),
    frameStore,
    queue,
    recentOutcomes,
    offerFirmware: firmware.offerFirmware,
    download: { ...shared, ...firmware.download, timeoutMs: env.INGEST_DOWNLOAD_TIMEOUT_MS },
    adviseDevice: createAdviseDevice({ timeZone: env.CAMPUS_TIME_ZONE }),
    bursts,
    touchDevice: createTouchDevice({ devices, log }),
    healthNotes,
    observer: createObserver(metrics, log),
    health: {
      ready: { redis: () => pingRedis(redis) },
      // Devices that are known are served without it.
      watched: { database: () => database.ping() },
      metrics,
      metricsToken: env.METRICS_TOKEN,
    },
  });
  followAll(deps, closing, {
    'device changes': (signal) =>
      subscribeDeviceChanged(redis, ({ deviceId }) => cache.forget(deviceId), signal),
    'firmware changes': (signal) => subscribeFirmwareChanged(redis, firmware.releases.forget, signal),
    bursts: (signal) => subscribeBursts(redis, bursts.add, signal),
    outcomes: (signal) => subscribeOutcomes(redis, recentOutcomes.add, signal),
  });
  closing.add('reconciling', reconcileRegularly(frameStore, metrics, log));
  closing.add('health notes', flushRegularly(healthNotes));
  await warmDevices({ devices, cache, log });
  return serve(app, env, firmware.download.slots, closing);
}

async function serve(
  app: RequestListener,
  { PORT: port, HOST: host }: IngestEnv,
  downloads: Closable,
  closing: Closing,
): Promise<Listening> {
  const http = closing.add('http', await listen(app, { port, host }));
  // Closed first, as HTTP would wait minutes for downloads.
  closing.add('downloads', downloads);
  return http;
}

type Subscribe = (signal: AbortSignal) => Promise<Subscription>;

function followAll(
  { log }: Pick<IngestDeps, 'log'>,
  closing: Closing,
  what: Readonly<Record<string, Subscribe>>,
): void {
  for (const [name, subscribe] of Object.entries(what)) {
    closing.add(name, keepFollowing(name, subscribe, log));
  }
}

/** It begins once Redis is there; until then, and when a message is lost, what is kept becomes stale by itself. */
function keepFollowing(what: string, subscribe: Subscribe, log: Log): Closable {
  const stopped = new AbortController();
  subscribe(stopped.signal).catch((error: unknown) => {
    if (!stopped.signal.aborted) log.warn('not followed', { what, error });
  });
  return { close: () => stopped.abort() };
}

function reconcileRegularly(frameStore: FrameStore, metrics: Metrics, log: Log): Closable {
  const gone = metrics.counter('frames_expired_total', 'Frames whose bytes are gone unmatched', ['reason']);
  const timer = setInterval(() => {
    frameStore.reconcile().then(
      ({ expired, orphaned }) => {
        gone.inc({ reason: 'expired' }, expired);
        gone.inc({ reason: 'orphaned' }, orphaned);
        if (expired + orphaned > 0) log.warn('frames expired', { expired, orphaned });
      },
      (error: unknown) => log.debug('frames not reconciled', { error }),
    );
  }, RECONCILE_MS);
  return { close: () => clearInterval(timer) };
}

/** What was gathered last goes out when ingest closes. */
function flushRegularly(notes: HealthNotes): Closable {
  const timer = setInterval(() => void notes.flush(Date.now()), HEALTH_MS);
  return {
    close: () => {
      clearInterval(timer);
      return notes.flush(Date.now());
    },
  };
}
