import type { LivenessRule } from './liveness-rule.ts';
import { correlation, deviation, distance, median } from './numbers.ts';
import type {
  LivenessCue,
  PresentationSample,
  PresentationSamples,
  Surround,
} from './presentation-sample.ts';

/** Pairs of frames that are compared; more cost time and tell no more. */
const MAX_PAIRS = 64;
const MIN_PAIRS = 2;

/**
 * Whether what is around the face moves with it, as on a held photo or screen, or stays behind, as a room does. `value` is
 * the median correlation of the ring around the face between frames in which the face is elsewhere. Samples in order of time.
 */
export function findParallax(samples: PresentationSamples, rule: LivenessRule['parallax']): LivenessCue {
  const pairs = movedPairs(samples, rule).slice(0, MAX_PAIRS);
  const ring = correlations(pairs, ({ ring }) => ring, rule);
  if (ring.length < MIN_PAIRS) return { name: 'parallax', value: null, says: 'nothing' };
  const value = median(ring);
  if (value >= rule.ringMoves) return { name: 'parallax', value, says: 'spoof' };
  // Where the camera itself moves, a ring that changes means nothing.
  const background = correlations(pairs, ({ background }) => background, rule);
  const stays = background.length === 0 || median(background) >= rule.backgroundStays;
  return { name: 'parallax', value, says: stays && value <= rule.ringStays ? 'live' : 'nothing' };
}

function correlations(
  pairs: readonly Pair[],
  of: (surround: Surround) => readonly number[],
  { leastContrast }: LivenessRule['parallax'],
): number[] {
  return pairs.flatMap(([one, other]) => {
    const [before, after] = [of(one.surround), of(other.surround)];
    // What is plain looks the same wherever it is.
    if (Math.max(deviation(before), deviation(after)) < leastContrast) return [];
    return correlation(before, after) ?? [];
  });
}

type Surrounded = PresentationSample & { readonly surround: Surround };
type Pair = readonly [Surrounded, Surrounded];

/** Pairs in which the face moved across the frame, the furthest first. */
function movedPairs(samples: PresentationSamples, { leastMove }: LivenessRule['parallax']): Pair[] {
  const usable = samples.filter((sample): sample is Surrounded => sample.surround !== null);
  const pairs = usable.flatMap((one, at) =>
    usable.slice(at + 1).map((other) => ({ pair: [one, other] as const, move: moveOf(one, other) })),
  );
  return pairs
    .filter(({ move }) => move >= leastMove)
    .toSorted((a, b) => b.move - a.move)
    .map(({ pair }) => pair);
}

/** In face widths. */
export function moveOf(one: PresentationSample, other: PresentationSample): number {
  return distance(centre(one), centre(other)) / Math.max(1, one.box.width, other.box.width);
}

export function centre({ box }: Pick<PresentationSample, 'box'>): { x: number; y: number } {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
