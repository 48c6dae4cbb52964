import {
  backupStoreEnv,
  databaseEnv,
  EnvError,
  envInt,
  objectStoreEnv,
  parseEnv,
  privateTargetsEnv,
  secretEnv,
  serviceEnv,
  timeZoneEnv,
} from '@hadir/platform';
import { z } from 'zod';
import { isSmtpUrl } from './mail/smtp-url.ts';
import { parseRoleMap } from './oidc/role-map.ts';

const MAIL_FROM = /^(?:[^<>\p{Cc}]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/u;

const HttpUrl = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' });

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
      /** The address that people use, such as https://hadir.example: for links, cookies and signing in elsewhere. */
      PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' }).optional(),
      /** How long a user who does nothing stays signed in, and how long at most. */
      SESSION_IDLE_MINUTES: envInt(5, 10_080).default(720),
      SESSION_LIFETIME_HOURS: envInt(1, 2_160).default(168),
      /** The provider of OpenID Connect at which users may sign in, and what this site is there. */
      OIDC_ISSUER: z.url({ protocol: /^https?$/, error: 'must be an https:// address' }).optional(),
      OIDC_CLIENT_ID: z.string().optional(),
      OIDC_CLIENT_SECRET: z.string().optional(),
      OIDC_EMAIL_DOMAINS: z
        .string()
        .regex(/^[\w.-]+(?:\s*,\s*[\w.-]+)*$/, 'must be domains joined by ","')
        .optional(),
      OIDC_ROLE_CLAIM: z.string().default('groups'),
      OIDC_ROLE_MAP: z
        .string()
        .refine((text) => parseRoleMap(text) !== undefined, 'must read value=role, several joined by ","')
        .optional(),
      OIDC_CREATE_USERS: z.enum(['no', 'viewer']).default('no'),
      CAMPUS_TIME_ZONE: timeZoneEnv,
      /** Proxies before this process whose X-Forwarded-For is believed; 1 behind a platform's edge. */
      TRUST_PROXY_HOPS: envInt(0, 10).default(0),
      /** `off` for a process that only answers requests, where others do what is done by the clock. */
      SCHEDULED_WORK: z.enum(['on', 'off']).default('on'),
      /** The server that takes mail; without it nothing is sent by e-mail. */
      SMTP_URL: z
        .string()
        .refine(isSmtpUrl, 'must read smtp://user:password@host:587 or smtps://…')
        .optional(),
      /** Private addresses that people may have messages sent to, and photos fetched from. */
      ALLOW_PRIVATE_TARGETS: privateTargetsEnv,
      /** In place of Telegram's and Slack's own addresses, for a proxy. */
      TELEGRAM_API_URL: HttpUrl.optional(),
      SLACK_API_URL: HttpUrl.optional(),
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
  if (env.OIDC_ISSUER !== undefined && env.OIDC_CLIENT_ID === undefined) {
    throw new EnvError('The environment is not usable:\n  OIDC_CLIENT_ID is not set, and OIDC_ISSUER is');
  }
  return env;
}
