import type { LivenessVerdict } from '@hadir/domain';
import type { Face } from '@hadir/vision';
import type { SeenFace } from './identify-faces.ts';
import type { Presence } from './judge-presentations.ts';

/** A face of a frame, whom it was taken for, and the presentation that it belongs to. */
export type DecidedFace<Of = Face> = SeenFace<Of> & {
  readonly presence: Pick<Presence, 'presentationId' | 'liveness' | 'signs' | 'samples'>;
  /** A match that is not to be marked before its presentation has shown a sign of life. */
  readonly awaitsLife: boolean;
};

/** How long, and over how many frames of one person, a sign of life may take: a burst of frames and another after it. */
const CHALLENGE_MS = 12_000;
const CHALLENGE_SAMPLES = 24;

/**
 * What a presentation's verdict means where life is to be shown. Who has shown none for as long as it may take is refused as a
 * suspected attack, until they do; a face that was not judged, for others are larger, waits.
 */
export function enforcedVerdict({
  liveness,
  samples,
}: Pick<Presence, 'liveness' | 'samples'>): LivenessVerdict {
  if (!liveness) return 'undecided';
  const [first, last] = [samples[0], samples.at(-1)];
  const lastsMs = first && last ? last.sample.atMs - first.sample.atMs : 0;
  const isOver = samples.length >= CHALLENGE_SAMPLES && lastsMs >= CHALLENGE_MS;
  return liveness.verdict === 'undecided' && isOver ? 'suspected' : liveness.verdict;
}
