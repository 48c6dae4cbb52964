import { createSecretBox, envInt, parseEnv, serviceEnv } from '@hadir/platform';
import { IANAZone } from 'luxon';
import { z } from 'zod';

const DATABASE_URL = z
  .string()
  .refine((url) => /^(mysql|mariadb):\/\//.test(url), 'must be a mysql://user:password@host/schema address');
const OBJECT_STORE_URL = z
  .string()
  .refine((url) => /^(file|s3):\/\//.test(url), 'must be file:///directory or s3://bucket/prefix');
const TimeZone = z
  .string()
  .refine((zone) => IANAZone.isValidZone(zone), 'must be an IANA time zone such as Asia/Jakarta');

export const databaseEnv = { DATABASE_URL, DATABASE_CA: z.string().optional() };
export const objectStoreEnv = { OBJECT_STORE_URL };

/** Everything the api reads from its environment. Throws EnvError that names every variable at fault. */
export function readEnv(source?: Readonly<Record<string, string | undefined>>) {
  return parseEnv(
    {
      ...serviceEnv,
      PORT: serviceEnv.PORT.default(3000),
      ...databaseEnv,
      ...objectStoreEnv,
      DATABASE_POOL_SIZE: envInt(1, 500).default(10),
      DEVICE_KEY_SECRET: z.string().superRefine(isSecret),
      CAMPUS_TIME_ZONE: TimeZone.default('Asia/Jakarta'),
      /** Proxies before this process whose X-Forwarded-For is believed; 1 behind a platform's edge. */
      TRUST_PROXY_HOPS: envInt(0, 10).default(0),
    },
    source,
  );
}

function isSecret(text: string, context: z.RefinementCtx): void {
  try {
    createSecretBox(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'must read id:base64 of 32 bytes, several joined by ","' });
  }
}
