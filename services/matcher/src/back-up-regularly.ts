import { backUp } from '@hadir/backup';
import { jobs } from '@hadir/contracts';
import type { Database } from '@hadir/db';
import {
  AppError,
  createObjectStore,
  createSecretBox,
  createWorker,
  keepSchedule,
  type Log,
  type Metrics,
  type ObjectStore,
  type Redis,
  type SecretBox,
} from '@hadir/platform';

export type BackUpRegularlyDeps = {
  readonly redis: Redis;
  readonly workerRedis: Redis;
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly templateBox: SecretBox;
  readonly metrics: Metrics;
  readonly log: Log;
};

export type BackupPlan = {
  readonly storeUrl: string;
  /** The same as `storeUrl`, unless the keys are kept apart. */
  readonly keysUrl: string;
  /** As createSecretBox takes it. */
  readonly keySecret: string;
  /** Five fields of cron, in UTC. */
  readonly cron: string;
  /** How many backups stay. */
  readonly keep: number;
};

/** An object holds a person's photos, and may be tens of megabytes. */
const REQUEST_TIMEOUT_MS = 120_000;

/**
 * Backs up on a schedule that all matchers share: one of them takes each run. Without a plan the schedule ends, whoever began it.
 */
export async function backUpRegularly(
  deps: BackUpRegularlyDeps,
  plan: BackupPlan | undefined,
): Promise<{ close(timeoutMs: number): Promise<void> }> {
  const { redis, workerRedis, log } = deps;
  await keepSchedule(jobs.backUp, redis, plan && { cron: plan.cron, payload: {} });
  if (!plan) return { close: async () => undefined };
  const open = (url: string): ObjectStore => createObjectStore(url, { requestTimeoutMs: REQUEST_TIMEOUT_MS });
  const objects = open(plan.storeUrl);
  const stores = { objects, keys: plan.keysUrl === plan.storeUrl ? objects : open(plan.keysUrl) };
  const count = deps.metrics.counter('backups_total', 'Backups by what became of them', ['outcome']);
  const run = createRun(deps, stores, plan);
  const worker = createWorker(jobs.backUp, workerRedis, (_payload, { signal }) => run(signal), {
    concurrency: 1,
    log,
    probes: { database: () => deps.database.ping() },
    onCompleted: async () => count.inc({ outcome: 'done' }),
    onDeadLetter: () => count.inc({ outcome: 'given-up' }),
  });
  worker.run();
  return {
    async close(timeoutMs) {
      await worker.close(timeoutMs);
      await Promise.all([objects.close(), stores.keys.close()]);
    },
  };
}

type Stores = Parameters<typeof backUp>[0]['stores'];

function createRun(
  { database, objects: photos, templateBox, metrics, log }: BackUpRegularlyDeps,
  stores: Stores,
  { keySecret, keep }: BackupPlan,
): (signal: AbortSignal) => Promise<void> {
  const backupBox = createSecretBox(keySecret);
  const people = metrics.gauge('backup_people', 'People in the last backup of this process');
  const at = metrics.gauge('backup_timestamp_seconds', 'When the last backup of this process was done');
  const deps = { rows: database.personRows, photos, stores, templateBox, backupBox, log };
  return async (signal) => {
    const done = await backUp(deps, { keep, signal }).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'conflict') {
        log.error('no backup made: people are missing', { error, fix: 'hadir backup --accept-missing' });
      }
      throw error;
    });
    people.set(done.people);
    at.set(Date.now() / 1000);
    const isWhole = done.missingPhotos + done.unopenedTemplates === 0;
    log[isWhole ? 'info' : 'warn']('backup made', { ...done });
  };
}
