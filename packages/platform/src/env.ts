import { z } from 'zod';

/** The environment is not usable; the message names every variable at fault and never a value. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
}

type Source = Readonly<Record<string, string | undefined>>;

/**
 * Reads the variables named by `shape` (keys are variable names) from `source`. An empty value counts as absent.
 * Throws EnvError that names every variable at fault at once.
 */
export function parseEnv<Shape extends z.ZodRawShape>(
  shape: Shape,
  source: Source = process.env,
): z.infer<z.ZodObject<Shape>> {
  const present = Object.fromEntries(
    Object.keys(shape).map((name) => [name, source[name] === '' ? undefined : source[name]]),
  );
  const parsed = z.object(shape).safeParse(present);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => describe(issue, present));
  throw new EnvError(`The environment is not usable:\n${[...new Set(problems)].join('\n')}`);
}

function describe(issue: z.core.$ZodIssue, present: Record<string, unknown>): string {
  const name = String(issue.path[0] ?? 'environment');
  return present[name] === undefined ? `  ${name} is not set` : `  ${name}: ${withoutValue(issue)}`;
}

/** Only the messages of our own checks may be quoted: none of them holds a value. */
function withoutValue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'custom' || issue.code === 'too_small' || issue.code === 'too_big') return issue.message;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'invalid_type') return `must be ${issue.expected}`;
  return issue.code === 'invalid_format' ? `must be ${issue.format}` : 'is not valid';
}

/** A whole number from the environment, within [min, max]. */
export function envInt(min: number, max: number) {
  return z.coerce.number().int().min(min).max(max);
}

/** Variables that every service reads in the same way. */
export const serviceEnv = {
  REDIS_URL: z.string().regex(/^(rediss?|unix):/, 'must be a redis:// or rediss:// address'),
  PORT: envInt(0, 65_535),
  HOST: z.string().default('::'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).default('json'),
  SHUTDOWN_TIMEOUT_MS: envInt(0, 600_000).default(25_000),
};
