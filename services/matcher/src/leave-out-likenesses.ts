import type { FaceEngine, GalleryPerson, Template } from '@hadir/vision';

/** Two people are as alike as twins from this cosine on: of 57,630 pairs of different people of LFW none reaches it. */
const ALIKE = 0.42;

/**
 * A cohort without those who look like somebody on the roster: a twin, or the same person enrolled under another number, would
 * make the one on the roster seem no better than others. SIFT alone cannot tell who looks alike, and leaves nobody out.
 */
export function leaveOutLikenesses(
  { compare }: Pick<FaceEngine, 'compare'>,
  people: readonly GalleryPerson[],
  cohort: readonly GalleryPerson[],
): GalleryPerson[] {
  const roster = people.map(({ templates }) => templates.filter(isDeep));
  return cohort.filter((person) => {
    const own = person.templates.filter(isDeep);
    return !roster.some((other) => own.length > 0 && other.length > 0 && compare(own, other) >= ALIKE);
  });
}

function isDeep({ engine }: Template): boolean {
  return engine === 'deep';
}
