import { jobs } from '@hadir/contracts';
import type { Database } from '@hadir/db';
import {
  createWorker,
  type GivenUpJob,
  publishGalleryChanged,
  type Queue,
  type Worker,
} from '@hadir/platform';
import type { Gallery } from '@hadir/vision';
import type { MatcherDeps } from '../app.ts';
import type { GalleryCache } from '../gallery-cache.ts';
import { agreementLimits } from '../limits.ts';
import type { MatcherMetrics } from '../matcher-metrics.ts';
import { checkAgreement } from './check-agreement.ts';
import { forgetConfirmation } from './forget-confirmation.ts';
import { type LearnCorrectionDeps, learnCorrection } from './learn-correction.ts';

type WorkerDeps = MatcherDeps & {
  readonly galleries: Pick<GalleryCache<Gallery>, 'withGallery'>;
  /** Of the matcher, in place of the registry. */
  readonly counts: MatcherMetrics;
  readonly probes: NonNullable<Parameters<typeof createWorker>[3]['probes']>;
};

/** Takes corrections from the queue until it is closed. */
export function createLearnWorker(deps: WorkerDeps): Worker {
  const steps = learnSteps(deps);
  const { workerRedis, database, counts, probes, log } = deps;
  return createWorker(
    jobs.learnCorrection,
    workerRedis,
    ({ correctionId }) => learnCorrection(steps, correctionId),
    {
      concurrency: 1,
      log,
      probes,
      async onDeadLetter(job) {
        counts.countDeadLetter(jobs.learnCorrection.queue, job.reason);
        await refuseLearning(database.corrections, job);
      },
    },
  );
}

/** What a correction's steps work with. */
export function learnSteps(
  deps: Omit<WorkerDeps, 'probes' | 'workerRedis' | 'metrics'>,
): LearnCorrectionDeps {
  const { redis, database, objects, engine, templateBox, galleries, counts: metrics, log } = deps;
  const { corrections, templates, sightings } = database;
  const limits = agreementLimits(engine);
  const agreement = { engine, templateBox, metrics, log, templates, galleries };
  return {
    corrections,
    objects,
    engine,
    templateBox,
    checkAgreement: (studentId, face) => checkAgreement(agreement, studentId, face, limits),
    forgetConfirmation: (correction) => forgetConfirmation({ redis, sightings }, correction),
    galleryChanged: (change) => publishGalleryChanged(redis, change),
    log,
  };
}

/** Staff see that nothing came of it. May run twice. */
async function refuseLearning(
  corrections: Pick<Database['corrections'], 'finishLearning'>,
  { jobId }: Pick<GivenUpJob, 'jobId'>,
): Promise<void> {
  await corrections.finishLearning(jobId, { templates: [], note: 'failed', measured: null });
}

type PendingDeps = {
  readonly corrections: Pick<Database['corrections'], 'listPending'>;
  readonly queue: Pick<Queue<{ correctionId: string }>, 'add'>;
};

/** Longer than the api takes from writing a correction to queueing it. */
const GRACE_MS = 60_000;
const LIMIT = 100;

/** Queues the corrections that have been pending for a minute, as for enrolments. */
export async function queuePendingCorrections(
  { corrections, queue }: PendingDeps,
  now = new Date(),
): Promise<void> {
  const olderThan = new Date(now.getTime() - GRACE_MS);
  for (const correctionId of await corrections.listPending({ olderThan, limit: LIMIT })) {
    await queue.add({ correctionId }, correctionId);
  }
}
