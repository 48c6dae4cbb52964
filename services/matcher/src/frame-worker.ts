import { jobs } from '@hadir/contracts';
import {
  createBursts,
  createFrameStore,
  createOutcomes,
  createWorker,
  type FrameStore,
  type GivenUpJob,
  type Log,
  type Worker,
} from '@hadir/platform';
import type { Gallery } from '@hadir/vision';
import type { MatcherDeps, MatcherOptions } from './app.ts';
import { createConfirmSighting } from './confirm-sighting.ts';
import { createCountExpressions } from './count-expressions.ts';
import { createEvidence } from './evidence.ts';
import { createExpressionTurns } from './expression-turns.ts';
import { createOutsiderTurn } from './find-outsiders.ts';
import { frameRule } from './frame-rule.ts';
import type { GalleryCache } from './gallery-cache.ts';
import { type IdentifyFrameDeps, identifyFrame } from './identify-frame.ts';
import { alikeFrom } from './limits.ts';
import { createLookAlikes } from './look-alikes.ts';
import type { MatcherMetrics } from './matcher-metrics.ts';
import { createAddSample } from './presentation-samples.ts';
import { createReadSiteSettings, type ReadSiteSettings } from './site-settings.ts';
import { createTellReviews } from './tell-reviews.ts';
import { createTrackPresentations } from './track-presentation.ts';
import { createUnknownGroups } from './unknown-groups.ts';
import { createWarnOfBlindness } from './warn-of-blindness.ts';

type WorkerDeps = MatcherDeps & {
  readonly galleries: Pick<GalleryCache<Gallery>, 'withGallery'>;
  /** Of the matcher, in place of the registry. */
  readonly counts: MatcherMetrics;
  readonly probes: NonNullable<Parameters<typeof createWorker>[3]['probes']>;
};

/** Takes frames from the queue until it is closed. */
export function createFrameWorker(deps: WorkerDeps, options: MatcherOptions): Worker {
  const { redis, workerRedis, probes, counts: metrics, log } = deps;
  const frames = createFrameStore(redis);
  const steps = frameSteps(deps, options);
  return createWorker(jobs.identifyFrame, workerRedis, (frame) => identifyFrame(steps, frame), {
    concurrency: options.concurrency,
    log,
    probes,
    onCompleted: ({ frameId }) => frames.remove(frameId),
    onDeadLetter: (job) => keepDeadFrame({ frames, metrics, log }, job),
  });
}

/** What a frame's steps work with. */
export function frameSteps(
  deps: Omit<WorkerDeps, 'probes' | 'workerRedis' | 'metrics'>,
  {
    matchRule,
    confirmRule,
    keepUnknownCrops,
  }: Pick<MatcherOptions, 'matchRule' | 'confirmRule' | 'keepUnknownCrops'>,
): IdentifyFrameDeps {
  const { redis, database, objects, engine, templateBox, pseudonyms, galleries, counts, log } = deps;
  const { sessions, attendance, expressionCounts } = database;
  const siteSettings = withUnknowns(createReadSiteSettings(database.siteSettings), keepUnknownCrops);
  const lookAlikes = createLookAlikes(database.lookAlikes);
  return {
    sessions,
    attendance,
    frames: createFrameStore(redis),
    engine,
    galleries,
    siteSettings,
    ruleFor: async (session) =>
      frameRule(matchRule, engine.name, await siteSettings(), await lookAlikes(session)),
    trackPresentations: createTrackPresentations(redis),
    addSample: createAddSample(redis),
    expressionTurns: createExpressionTurns(),
    warnOfBlindness: createWarnOfBlindness(log),
    outsiderTurn: createOutsiderTurn(redis),
    tellReviews: createTellReviews({ redis, reviews: database.reviews, log }),
    confirmSighting: createConfirmSighting(redis, confirmRule),
    unknownGroups: createUnknownGroups({ redis, engine, templateBox, alikeFrom: alikeFrom(engine) }),
    evidence: createEvidence({ redis, objects }),
    countExpressions: createCountExpressions({ redis, expressionCounts, pseudonyms }),
    requestBurst: createBursts(redis).request,
    outcomes: createOutcomes(redis),
    metrics: counts,
    log,
  };
}

/** A deployment may keep unknowns whatever its site has set. */
function withUnknowns(read: ReadSiteSettings, keepUnknownCrops: boolean): ReadSiteSettings {
  if (!keepUnknownCrops) return read;
  return async () => ({ ...(await read()), keepUnknowns: true });
}

type KeepDeps = {
  readonly frames: Pick<FrameStore, 'keep'>;
  readonly metrics: MatcherMetrics;
  readonly log: Log;
};

/** A dead letter's bytes stay as long as the letter does, so that it can be looked at and put back, unless they are too many. */
async function keepDeadFrame({ frames, metrics, log }: KeepDeps, job: GivenUpJob): Promise<void> {
  metrics.countDeadLetter(jobs.identifyFrame.queue, job.reason);
  const { dropped } = await frames.keep(job.jobId);
  if (dropped.length === 0) return;
  metrics.countDroppedFrames(dropped.length);
  log.warn('dead letters have too many bytes, the oldest lost theirs', { frameIds: dropped });
}
