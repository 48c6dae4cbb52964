import {
  backupStoreEnv,
  databaseEnv,
  envInt,
  objectStoreEnv,
  parseEnv,
  secretEnv,
  serviceEnv,
} from '@hadir/platform';
import { IANAZone } from 'luxon';
import { z } from 'zod';

const TimeZone = z
  .string()
  .refine((zone) => IANAZone.isValidZone(zone), 'must be an IANA time zone such as Asia/Jakarta');

/** Everything the api reads from its environment. Throws EnvError that names every variable at fault. */
export function readEnv(source?: Readonly<Record<string, string | undefined>>) {
  return parseEnv(
    {
      ...serviceEnv,
      PORT: serviceEnv.PORT.default(3000),
      ...databaseEnv,
      ...objectStoreEnv,
      ...backupStoreEnv,
      DATABASE_POOL_SIZE: envInt(1, 500).default(10),
      DEVICE_KEY_SECRET: secretEnv,
      API_SECRET: secretEnv,
      CAMPUS_TIME_ZONE: TimeZone.default('Asia/Jakarta'),
      /** Proxies before this process whose X-Forwarded-For is believed; 1 behind a platform's edge. */
      TRUST_PROXY_HOPS: envInt(0, 10).default(0),
    },
    source,
  );
}
