import { CAMPUS, type Database, type GalleryVersion } from '@hadir/db';
import type { Log, Metrics, SecretBox } from '@hadir/platform';
import type { FaceEngine, Gallery } from '@hadir/vision';
import { createGalleryCache, type GalleryCache } from './gallery-cache.ts';
import { createGalleryLoader } from './gallery-loader.ts';
import type { LoadedGallery } from './load-gallery.ts';
import type { MatcherMetrics } from './matcher-metrics.ts';

type Deps = {
  readonly database: Pick<Database, 'templates' | 'correctionTemplates'>;
  readonly engine: FaceEngine;
  readonly templateBox: SecretBox;
  readonly log: Log;
};

/** Well under the two seconds within which an enrolment must count, for when the message about it is lost. */
const MAX_AGE_MS = 1000;

/** The galleries of the rosters that are in session, and that of the campus, kept up to date. */
export function createGalleries(
  { database: { templates, correctionTemplates }, engine, templateBox, log }: Deps,
  metrics: MatcherMetrics,
  maxGalleries: number,
): GalleryCache<Gallery> {
  const loadGallery = createGalleryLoader({
    templates,
    correctionTemplates,
    engine,
    templateBox,
    metrics,
    log,
  });
  const load = async (of: string, previous?: LoadedGallery): Promise<LoadedGallery> => {
    const startedAt = performance.now();
    const gallery = await loadGallery(of, previous);
    metrics.countReload('loaded');
    const ms = Math.round(performance.now() - startedAt);
    if (gallery.lacking > 0) {
      log.warn('people have templates of another engine or model alone and are not recognised', {
        courseId: of === CAMPUS ? null : of,
        people: gallery.lacking,
        fix: 'hadir reindex',
      });
    }
    log.info('gallery loaded', { courseId: of === CAMPUS ? null : of, people: gallery.size, ms });
    return gallery;
  };
  const onReloadFailed = (courseId: string, error: unknown): void => {
    metrics.countReload('failed');
    log.warn('gallery could not be reloaded', { courseId, error });
  };
  const limits = { maxGalleries, maxAgeMs: MAX_AGE_MS };
  const { galleryVersion: versionOf } = templates;
  return createGalleryCache({ versionOf, isCurrent, load, onReloadFailed }, limits);
}

/** A gallery that borrowed people must let go of them as soon as their templates do. */
function isCurrent({ borrows }: LoadedGallery, loadedAt: GalleryVersion, now: GalleryVersion): boolean {
  return loadedAt.changes === now.changes && (!borrows || loadedAt.removals === now.removals);
}

export function measureGalleries(metrics: Metrics, galleries: Pick<GalleryCache<Gallery>, 'size'>): void {
  metrics.gauge('galleries', 'Galleries in memory', [], async (gauge) => {
    gauge.set(galleries.size().galleries);
  });
  metrics.gauge('gallery_people', 'People in all galleries in memory', [], async (gauge) => {
    gauge.set(galleries.size().people);
  });
  const lacking =
    'People of the gallery with most of them who have templates, but not of this engine and model';
  metrics.gauge('gallery_people_lacking', lacking, [], async (gauge) => {
    gauge.set(galleries.size().lacking);
  });
}
