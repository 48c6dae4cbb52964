import { CAMPUS } from '@hadir/db';
import type { FaceEngine, Gallery } from '@hadir/vision';
import type { ExaminePhotoDeps } from './examine-photo.ts';
import type { GalleryCache } from './gallery-cache.ts';

/**
 * From this cosine on two faces are taken for one person's, or twins'. Of the 12,000 comparisons of 300 strangers with 40 people of
 * LFW none reaches 0.42; two photos of one person mostly reach 0.6. SIFT alone is not asked: its scores say nothing across a campus.
 */
const SAME_FACE = 0.5;

/** Looks for a new face among everybody who is enrolled on the campus; without the deep engine the campus is not even loaded. */
export function createFindSimilar(
  engine: Pick<FaceEngine, 'parts'>,
  galleries: Pick<GalleryCache<Gallery>, 'withGallery'>,
): ExaminePhotoDeps['findSimilar'] {
  if (!searchesCampus(engine)) return async () => undefined;
  return (templates, studentId) =>
    galleries.withGallery(CAMPUS, async (gallery) => {
      const { candidates } = await gallery.search(templates);
      const [best] = candidates
        .filter(({ personId }) => personId !== studentId)
        .map(({ personId, parts }) => ({ studentId: personId, score: parts.deep ?? 0 }))
        .toSorted((a, b) => b.score - a.score);
      return best && best.score >= SAME_FACE ? best : undefined;
    });
}

/** SIFT alone would load everybody's features, gigabytes of them, for scores that say nothing across a campus. */
export function searchesCampus({ parts }: Pick<FaceEngine, 'parts'>): boolean {
  return parts.some(({ engine }) => engine === 'deep');
}
