import { availableParallelism } from 'node:os';
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
import { z } from 'zod';
import type { BackupPlan } from './back-up-regularly.ts';

const cronEnv = z.string().regex(/^(\S+ ){4}\S+$/, 'must be five fields of cron, in UTC, such as 0 2 * * *');

/** Everything the matcher reads from its environment. Throws EnvError that names every variable at fault. */
export function readEnv(source?: Readonly<Record<string, string | undefined>>) {
  return parseEnv(
    {
      ...serviceEnv,
      PORT: serviceEnv.PORT.default(3002),
      ...databaseEnv,
      DATABASE_POOL_SIZE: envInt(1, 100).default(10),
      ...objectStoreEnv,
      TEMPLATE_KEY_SECRET: secretEnv,
      ...backupStoreEnv,
      BACKUP_KEY_SECRET: secretEnv.optional(),
      /** Without it backups are made by `hadir backup` alone. */
      BACKUP_SCHEDULE: cronEnv.optional(),
      BACKUP_KEEP: envInt(1, 1000).default(14),
      /** When everybody is compared with everybody: at night, where the campus is. 01:00 in Asia/Jakarta unless set. */
      LOOK_ALIKE_SCHEDULE: cronEnv.default('0 18 * * *'),
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
      /** `auto`: the best one whose face networks are there. */
      FACE_ENGINE: z.enum(['auto', 'sift', 'deep', 'fused']).default('auto'),
      /** A folder with face networks and model cards (docs/models.md); where the set-up keeps them unless set. */
      MODELS_DIR: z.string().optional(),
      /** A file of `hadir fusion learn`, in place of the shipped one. */
      FUSION_FILE: z.string().optional(),
    },
    source,
  );
}

type Env = ReturnType<typeof readEnv>;

/** Undefined where no schedule is set. Throws EnvError when one is, and a variable that it needs is not. */
export function backupPlanOf(env: Env): BackupPlan | undefined {
  const { BACKUP_SCHEDULE: cron, BACKUP_STORE_URL: storeUrl, BACKUP_KEY_SECRET: keySecret } = env;
  if (cron === undefined) return undefined;
  if (storeUrl === undefined || keySecret === undefined) {
    throw new EnvError('BACKUP_SCHEDULE needs BACKUP_STORE_URL and BACKUP_KEY_SECRET (or BACKUP_KEY_FILE)');
  }
  return { cron, storeUrl, keysUrl: env.BACKUP_KEYS_URL ?? storeUrl, keySecret, keep: env.BACKUP_KEEP };
}
