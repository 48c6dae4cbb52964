import { databaseEnv, envInt, parseEnv, secretEnv, serviceEnv, timeZoneEnv } from '@hadir/platform';

/** Everything ingest reads from its environment. Throws EnvError that names every variable at fault. */
export function readEnv(source?: Readonly<Record<string, string | undefined>>) {
  return parseEnv(
    {
      ...serviceEnv,
      PORT: serviceEnv.PORT.default(3001),
      ...databaseEnv,
      DATABASE_POOL_SIZE: envInt(1, 100).default(4),
      DEVICE_KEY_SECRET: secretEnv,
      /** Of the lamps that a schedule lights. */
      CAMPUS_TIME_ZONE: timeZoneEnv,
      /** Frames not yet finished, over which new ones are refused. */
      INGEST_MAX_BACKLOG_FRAMES: envInt(1, 10_000_000).default(10_000),
      /** Bytes of frames in Redis, over which new ones are refused. Keep it well under Redis's maxmemory. */
      INGEST_MAX_BACKLOG_BYTES: envInt(1_000_000, Number.MAX_SAFE_INTEGER).default(256 * 1024 * 1024),
      /** Frames of one device, lasting; each replica counts for itself. */
      INGEST_RATE_PER_SECOND: envInt(1, 1000).default(10),
      /** Frames of one device at once, such as a spool that empties after an outage. */
      INGEST_RATE_BURST: envInt(1, 10_000).default(30),
      INGEST_BODY_TIMEOUT_MS: envInt(100, 120_000).default(10_000),
      /** For one answer with firmware; as long as the firmware waits for it. */
      INGEST_DOWNLOAD_TIMEOUT_MS: envInt(100, 3_600_000).default(600_000),
    },
    source,
  );
}

export type IngestEnv = ReturnType<typeof readEnv>;
