import type { LivenessRule } from './liveness-rule.ts';
import { distance, mean } from './numbers.ts';
import type { LivenessCue, Place, PresentationSample, PresentationSamples } from './presentation-sample.ts';

/**
 * A face that never changes: neither its landmarks against each other nor its grey levels. `value` is the landmarks' root
 * mean square movement, in distances of the eyes. A person holding still moves more than that in a second. Samples in order of time.
 */
export function judgeFrozen(samples: PresentationSamples, rule: LivenessRule['frozen']): LivenessCue {
  const shapes = samples.flatMap((sample) => shapeOf(sample) ?? []);
  const [first, last] = [samples[0], samples.at(-1)];
  const lastsMs = first && last ? last.atMs - first.atMs : 0;
  if (shapes.length < rule.minSamples || lastsMs < rule.minMs) {
    return { name: 'frozen', value: null, says: 'nothing' };
  }
  const landmarkNoise = spreadOf(shapes);
  const inner = samples.flatMap(({ surround }) => (surround ? [surround.inner] : []));
  const still = landmarkNoise <= rule.mostLandmarkNoise;
  const same = inner.length >= rule.minSamples && spreadOf(inner) <= rule.mostGreyNoise;
  return { name: 'frozen', value: landmarkNoise, says: still && same ? 'spoof' : 'nothing' };
}

/** Nose and mouth in a frame of reference where the left eye is (0, 0) and the right one (1, 0). */
function shapeOf({ landmarks }: PresentationSample): number[][] | undefined {
  const { leftEye, rightEye, nose, leftMouth, rightMouth } = landmarks;
  const eyes = distance(leftEye, rightEye);
  if (!nose || !leftMouth || !rightMouth || !(eyes > 0)) return undefined;
  const along = { x: (rightEye.x - leftEye.x) / eyes, y: (rightEye.y - leftEye.y) / eyes };
  const toEyes = ({ x, y }: Place): number[] => {
    const from = { x: (x - leftEye.x) / eyes, y: (y - leftEye.y) / eyes };
    return [from.x * along.x + from.y * along.y, from.y * along.x - from.x * along.y];
  };
  return [[nose, leftMouth, rightMouth].flatMap(toEyes)];
}

/** Root mean square of the numbers' deviation from their own mean over time. */
function spreadOf(rows: readonly (readonly number[])[]): number {
  const columns = rows[0]?.map((_, at) => rows.map((row) => row[at] ?? 0)) ?? [];
  const variances = columns.map((column) => {
    const middle = mean(column);
    return mean(column.map((value) => (value - middle) ** 2));
  });
  return Math.sqrt(mean(variances));
}
