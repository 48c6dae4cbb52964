import { centre, moveOf } from './find-parallax.ts';
import type { LivenessRule } from './liveness-rule.ts';
import { distance, mean } from './numbers.ts';
import type { LivenessCue, PresentationSample, PresentationSamples } from './presentation-sample.ts';

type Rule = LivenessRule['lockStep'];
type Together = readonly [PresentationSample, PresentationSample];

/**
 * Faces that move as one, as those of one photo or screen do. `value` is the least share of a movement that is not shared
 * with some other face: 0 is in step. Samples in order of time.
 */
export function findLockStep(
  samples: PresentationSamples,
  others: readonly PresentationSamples[],
  rule: Rule,
): LivenessCue {
  const shares = others.flatMap((other) => ownShare(samples, other, rule) ?? []);
  if (shares.length === 0) return { name: 'lock-step', value: null, says: 'nothing' };
  const value = Math.min(...shares);
  return { name: 'lock-step', value, says: value <= rule.mostOwnShare ? 'spoof' : 'nothing' };
}

function ownShare(samples: PresentationSamples, others: PresentationSamples, rule: Rule): number | undefined {
  const at = new Map(others.map((sample) => [sample.atMs, sample]));
  const together = samples.flatMap((sample): Together[] => {
    const other = at.get(sample.atMs);
    return other ? [[sample, other]] : [];
  });
  const first = together[0];
  if (!first || together.length < rule.minSamples) return undefined;
  const furthest = Math.max(...together.map(([sample]) => moveOf(first[0], sample)));
  const otherFurthest = Math.max(...together.map(([, other]) => moveOf(first[1], other)));
  if (Math.min(furthest, otherFurthest) < rule.leastMove) return undefined;
  return mean(together.map((pair) => apart(first, pair))) / mean(together.map((pair) => moved(first, pair)));
}

/** How far the one is from where the other's movement would have put it, px; what both grew by is theirs together. */
function apart([one, other]: Together, [laterOne, laterOther]: Together): number {
  const grown = laterOther.box.width / Math.max(1, other.box.width);
  const [from, to] = [centre(other), centre(one)];
  const now = centre(laterOther);
  const expected = { x: now.x + (to.x - from.x) * grown, y: now.y + (to.y - from.y) * grown };
  return distance(expected, centre(laterOne));
}

function moved([one]: Together, [later]: Together): number {
  return distance(centre(one), centre(later));
}
