import { jobs } from '@hadir/contracts';
import type { Database } from '@hadir/db';
import type { ConfirmRule, PhotoLimits } from '@hadir/domain';
import {
  createWorker,
  type Log,
  type Metrics,
  type ObjectStore,
  publishGalleryChanged,
  type Redis,
  type SecretBox,
  type Signer,
  type Worker,
} from '@hadir/platform';
import type { FaceEngine, Gallery } from '@hadir/vision';
import { createLearnWorker } from './corrections/learn-worker.ts';
import { enrolPerson } from './enrol-person.ts';
import { createFindSimilar } from './find-similar.ts';
import { createFrameWorker } from './frame-worker.ts';
import { createGalleries, measureGalleries } from './galleries.ts';
import type { GalleryCache } from './gallery-cache.ts';
import type { BaseRule } from './limits.ts';
import { type FindLookAlikesDeps, tryFindLookAlikes } from './look-alikes/find-look-alikes.ts';
import { createLookAlikeWorker } from './look-alikes/look-alike-worker.ts';
import { createMatcherMetrics, type MatcherMetrics } from './matcher-metrics.ts';
import { rejectEnrolment } from './reject-enrolment.ts';
import { createReadSiteSettings } from './site-settings.ts';

export type MatcherDeps = {
  /** For commands: role 'producer', so that a job fails, and waits, while Redis is away. */
  readonly redis: Redis;
  /** For taking jobs: role 'worker'. */
  readonly workerRedis: Redis;
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly engine: FaceEngine;
  readonly templateBox: SecretBox;
  /** Makes pseudonyms of people for what Redis counts. */
  readonly pseudonyms: Pick<Signer, 'sign'>;
  readonly metrics: Metrics;
  readonly log: Log;
};

export type MatcherOptions = {
  /** Frames in hand at once. */
  readonly concurrency: number;
  readonly maxGalleries: number;
  readonly matchRule: BaseRule;
  readonly confirmRule: ConfirmRule;
  readonly photoLimits: PhotoLimits;
  /** Whatever the site has set. */
  readonly keepUnknownCrops: boolean;
};

export type Matcher = {
  run(): void;
  /** True while it takes frames; false while it waits for a dependency. */
  isTaking(): boolean;
  galleriesChanged(courseIds: readonly string[]): void;
  /** Takes no more jobs and finishes those in hand within `timeoutMs`. */
  close(timeoutMs: number): Promise<void>;
};

/** Everything that the matcher does, on connections that its owner opened and closes. */
export function createMatcher(deps: MatcherDeps, options: MatcherOptions): Matcher {
  const metrics = createMatcherMetrics(deps.metrics);
  const galleries = createGalleries(deps, metrics, options.maxGalleries);
  measureGalleries(deps.metrics, galleries);
  const { workerRedis, log } = deps;
  const shared = { ...deps, galleries, counts: metrics, probes: probesOf(deps) };
  const lookAlikes = { ...deps, ...deps.database, galleries, metrics };
  const workers = [
    createFrameWorker(shared, options),
    enrolmentWorker(deps, metrics, galleries, lookAlikes, options),
    createLearnWorker(shared),
    createLookAlikeWorker({ ...lookAlikes, workerRedis, probes: probesOf(deps), log }),
  ];
  const isTaking = () => workers.every((worker) => worker.isTaking());
  deps.metrics.gauge(
    'worker_taking',
    '1 while jobs are taken, 0 while a dependency is away',
    [],
    async (gauge) => gauge.set(isTaking() ? 1 : 0),
  );
  return {
    run: () => {
      for (const worker of workers) worker.run();
    },
    isTaking,
    galleriesChanged: (courseIds) => galleries.changed(courseIds),
    async close(timeoutMs) {
      await Promise.all(workers.map((worker) => worker.close(timeoutMs)));
      galleries.close();
    },
  };
}

function enrolmentWorker(
  deps: MatcherDeps,
  metrics: MatcherMetrics,
  galleries: GalleryCache<Gallery>,
  lookAlikes: FindLookAlikesDeps,
  { photoLimits }: MatcherOptions,
): Worker {
  const { redis, workerRedis, database, objects, engine, templateBox, log } = deps;
  const galleryChanged = (change: { courseIds: string[] }) => publishGalleryChanged(redis, change);
  const { enrolments } = database;
  const settings = createReadSiteSettings(database.siteSettings);
  const livenessMode = async () => (await settings()).livenessMode;
  const findSimilar = createFindSimilar(engine, galleries);
  const examine = { objects, engine, templateBox, photoLimits, livenessMode, findSimilar, log };
  const steps = { ...examine, enrolments, galleryChanged, metrics };
  const handle = async ({ enrolmentId }: { enrolmentId: string }): Promise<void> => {
    await enrolPerson(steps, enrolmentId);
    const enrolment = await enrolments.find(enrolmentId);
    if (enrolment?.status === 'accepted') await tryFindLookAlikes(lookAlikes, enrolment.studentId);
  };
  return createWorker(jobs.enrolPerson, workerRedis, handle, {
    concurrency: 1,
    log,
    probes: probesOf(deps),
    async onDeadLetter(job) {
      metrics.countDeadLetter(jobs.enrolPerson.queue, job.reason);
      await rejectEnrolment(enrolments, job);
    },
  });
}

function probesOf({ database, objects }: MatcherDeps) {
  return { database: () => database.ping(), 'object-store': () => probeObjects(objects) };
}

/** Resolves when the object store takes what is written: one that is full or read-only still answers reads. */
export function probeObjects(objects: Pick<ObjectStore, 'put'>): Promise<void> {
  return objects.put('probe/matcher', Buffer.from('ok'), { contentType: 'text/plain' });
}
