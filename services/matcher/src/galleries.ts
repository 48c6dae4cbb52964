import type { Database } from '@hadir/db';
import type { Log, Metrics, SecretBox } from '@hadir/platform';
import type { FaceEngine, Gallery } from '@hadir/vision';
import { createGalleryCache, type GalleryCache } from './gallery-cache.ts';
import { loadGallery } from './load-gallery.ts';
import type { MatcherMetrics } from './matcher-metrics.ts';

type Deps = {
  readonly database: Pick<Database, 'courses' | 'templates'>;
  readonly engine: FaceEngine;
  readonly templateBox: SecretBox;
  readonly log: Log;
};

/** Well under the two seconds within which an enrolment must count, for when the message about it is lost. */
const MAX_AGE_MS = 1000;

/** The galleries of the rosters that are in session, kept up to date. */
export function createGalleries(
  { database, engine, templateBox, log }: Deps,
  metrics: MatcherMetrics,
  maxGalleries: number,
): GalleryCache<Gallery> {
  const { courses, templates } = database;
  const load = async (courseId: string): Promise<Gallery> => {
    const startedAt = performance.now();
    const gallery = await loadGallery({ templates, engine, templateBox, metrics, log }, courseId);
    metrics.countReload('loaded');
    const ms = Math.round(performance.now() - startedAt);
    log.info('gallery loaded', { courseId, people: gallery.size, ms });
    return gallery;
  };
  const onReloadFailed = (courseId: string, error: unknown): void => {
    metrics.countReload('failed');
    log.warn('gallery could not be reloaded', { courseId, error });
  };
  const limits = { maxGalleries, maxAgeMs: MAX_AGE_MS };
  return createGalleryCache({ versionOf: courses.galleryVersion, load, onReloadFailed }, limits);
}

export function measureGalleries(metrics: Metrics, galleries: Pick<GalleryCache<Gallery>, 'size'>): void {
  metrics.gauge('galleries', 'Galleries in memory', [], async (gauge) => {
    gauge.set(galleries.size().galleries);
  });
  metrics.gauge('gallery_people', 'People in all galleries in memory', [], async (gauge) => {
    gauge.set(galleries.size().people);
  });
}
