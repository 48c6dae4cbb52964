import {
  backupStoreEnv,
  databaseEnv,
  EnvError,
  envInt,
  objectStoreEnv,
  parseEnv,
  secretEnv,
  serviceEnv,
} from '@hadir/platform';
import { IANAZone } from 'luxon';
import { z } from 'zod';
import { isSmtpUrl } from './mail/smtp-url.ts';

const TimeZone = z
  .string()
  .refine((zone) => IANAZone.isValidZone(zone), 'must be an IANA time zone such as Asia/Jakarta');

const MAIL_FROM = /^(?:[^<>\p{Cc}]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/u;

/** Everything the api reads from its environment. Throws EnvError that names every variable at fault. */
export function readEnv(source?: Readonly<Record<string, string | undefined>>) {
  const env = parseEnv(
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
      /** The server that takes mail; without it nothing is sent by e-mail. */
      SMTP_URL: z
        .string()
        .refine(isSmtpUrl, 'must read smtp://user:password@host:587 or smtps://…')
        .optional(),
      /** Who mails come from. */
      MAIL_FROM: z
        .string()
        .regex(MAIL_FROM, 'must read Name <name@example.org> or name@example.org')
        .optional(),
    },
    source,
  );
  if (env.SMTP_URL !== undefined && env.MAIL_FROM === undefined) {
    throw new EnvError('The environment is not usable:\n  MAIL_FROM is not set, and SMTP_URL is');
  }
  return env;
}
