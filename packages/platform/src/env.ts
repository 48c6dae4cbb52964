import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createSecretBox } from './secret-box.ts';

/** The environment is not usable; the message names every variable at fault and never a value. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
}

type Source = Readonly<Record<string, string | undefined>>;

/**
 * Reads the variables named by `shape` (keys are variable names) from `source`. An empty value counts as absent. A variable
 * `…_SECRET` may be given as `…_FILE` instead: the path of a file that holds it, one key a line; lines that begin with # say nothing.
 * Throws EnvError that names every variable at fault at once.
 */
export function parseEnv<Shape extends z.ZodRawShape>(
  shape: Shape,
  source: Source = process.env,
): z.infer<z.ZodObject<Shape>> {
  const fileProblems: string[] = [];
  const present = Object.fromEntries(
    Object.keys(shape).map((name) => [name, valueFrom(name, source, fileProblems)]),
  );
  const parsed = z.object(shape).safeParse(present);
  if (parsed.success && fileProblems.length === 0) return parsed.data;
  const problems = [
    ...fileProblems,
    ...(parsed.error?.issues ?? []).map((issue) => describe(issue, present)),
  ];
  throw new EnvError(`The environment is not usable:\n${[...new Set(problems)].join('\n')}`);
}

function valueFrom(name: string, source: Source, problems: string[]): string | undefined {
  const value = source[name] || undefined;
  const fileName = name.replace(/_SECRET$/, '_FILE');
  const path = fileName === name ? undefined : source[fileName] || undefined;
  if (path === undefined) return value;
  if (value !== undefined) problems.push(`  ${fileName}: ${name} is set as well, set one of them`);
  try {
    return value ?? readSecret(path);
  } catch {
    problems.push(`  ${fileName}: the file cannot be read`);
    return undefined;
  }
}

function readSecret(path: string): string {
  const lines = readFileSync(path, 'utf8').split(/[\n,]/);
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .join(',');
}

function describe(issue: z.core.$ZodIssue, present: Record<string, unknown>): string {
  const name = String(issue.path[0] ?? 'environment');
  return present[name] === undefined ? `  ${name} is not set` : `  ${name}: ${wordsOf(issue)}`;
}

/** What the variable must be, in words: no message of zod's, nor of our own checks, holds the value. */
function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  return issue.code === 'invalid_type' ? `must be ${issue.expected}` : issue.message;
}

/** A whole number from the environment, within [min, max]. */
export function envInt(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^-?\d{1,16}$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message);
}

/** Variables that every service reads in the same way. */
export const serviceEnv = {
  REDIS_URL: z.string().regex(/^(rediss?|unix):/, 'must be a redis:// or rediss:// address'),
  PORT: envInt(0, 65_535),
  HOST: z.string().default('::'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).default('json'),
  SHUTDOWN_TIMEOUT_MS: envInt(0, 600_000).default(25_000),
  /** Without it anybody who reaches the port may read the metrics. */
  METRICS_TOKEN: z.string().min(16, 'must be 16 characters or more').optional(),
};

/** Variables of whoever opens the database. */
export const databaseEnv = {
  DATABASE_URL: z
    .string()
    .regex(/^(mysql|mariadb):\/\//, 'must be a mysql://user:password@host/schema address'),
  /** The path of a bundle, or `amazon-rds`. */
  DATABASE_CA: z.string().optional(),
};

const storeUrl = z.string().regex(/^(file|s3):\/\//, 'must be file:///directory or s3://bucket/prefix');

/** Variables of whoever opens the object store. */
export const objectStoreEnv = { OBJECT_STORE_URL: storeUrl };

/** Variables of whoever makes backups, or erases people from them. */
export const backupStoreEnv = {
  BACKUP_STORE_URL: storeUrl.optional(),
  /** Only where the keys are kept apart from the objects. */
  BACKUP_KEYS_URL: storeUrl.optional(),
};

/** The campus's time zone. */
export const timeZoneEnv = z
  .string()
  .refine(isTimeZone, 'must be an IANA time zone such as Asia/Jakarta')
  .default('Asia/Jakarta');

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** A secret that createSecretBox takes. */
export const secretEnv = z
  .string()
  .refine(isSecret, 'must read id:base64 of 32 bytes, several joined by ","');

function isSecret(text: string): boolean {
  try {
    createSecretBox(text);
    return true;
  } catch {
    return false;
  }
}
