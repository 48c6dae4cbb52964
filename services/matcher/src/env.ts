import { availableParallelism } from 'node:os';
import { createSecretBox, envInt, parseEnv, serviceEnv } from '@hadir/platform';
import { z } from 'zod';

const DATABASE_URL = z
  .string()
  .refine((url) => /^(mysql|mariadb):\/\//.test(url), 'must be a mysql://user:password@host/schema address');
const OBJECT_STORE_URL = z
  .string()
  .refine((url) => /^(file|s3):\/\//.test(url), 'must be file:///directory or s3://bucket/prefix');

/** Everything the matcher reads from its environment. Throws EnvError that names every variable at fault. */
export function readEnv(source?: Readonly<Record<string, string | undefined>>) {
  return parseEnv(
    {
      ...serviceEnv,
      PORT: serviceEnv.PORT.default(3002),
      DATABASE_URL,
      DATABASE_POOL_SIZE: envInt(1, 100).default(10),
      DATABASE_CA: z.string().optional(),
      OBJECT_STORE_URL,
      TEMPLATE_KEY_SECRET: z.string().superRefine(isSecret),
      /** Frames in hand at once. */
      MATCHER_CONCURRENCY: envInt(1, 64).default(availableParallelism()),
      /** Galleries kept in memory: one for each course that is in session at a time is enough. */
      MATCHER_GALLERIES: envInt(1, 1000).default(32),
      CONFIRM_SIGHTINGS: envInt(1, 20).default(3),
      CONFIRM_WINDOW_MS: envInt(100, 600_000).default(10_000),
      /** In the engine's own unit; its calibrated values unless set. */
      MATCH_THRESHOLD: z.coerce.number().optional(),
      MATCH_MARGIN: z.coerce.number().nonnegative().optional(),
      KEEP_UNKNOWN_CROPS: z.stringbool().default(false),
      CASCADE_DIR: z.string().optional(),
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
