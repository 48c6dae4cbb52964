import type { LivenessRule } from './liveness-rule.ts';
import { median } from './numbers.ts';
import type { LivenessCue, PresentationSample, PresentationSamples } from './presentation-sample.ts';

/** Where the nose lies in the plane of eyes and mouth: 0 to 1 from the left to the right and from the eyes to the mouth. */
export type NosePlace = { readonly across: number; readonly down: number };

const MIN_SAMPLES = 4;
/** Turns the median of absolute second differences into a standard deviation, for Gaussian noise: 1 / (0.6745 · √6). */
const NOISE_OF_SECOND_DIFFERENCE = 0.605;

/**
 * A turn of the head. However a flat photo is moved, turned or tilted, the homography that carries its eyes and mouth along
 * carries its nose along too; a nose that stands out of that plane moves against it when the head turns. `value` is how far
 * it went to and fro, in widths of the plane. Samples in order of time.
 */
export function findTurn(samples: PresentationSamples, rule: LivenessRule['turn']): LivenessCue {
  const places = samples.flatMap((sample) => nosePlace(sample) ?? []).map(({ across }) => across);
  if (places.length < MIN_SAMPLES) return { name: 'turn', value: null, says: 'nothing' };
  const smooth = places.slice(1, -1).map((_, at) => median(places.slice(at, at + 3)));
  const swing = Math.max(...smooth) - Math.min(...smooth);
  const asked = Math.max(rule.leastSwing, Math.min(rule.mostSwing, noiseOf(places) * rule.leastNoiseRatio));
  return { name: 'turn', value: swing, says: swing >= asked ? 'live' : 'nothing' };
}

function noiseOf(values: readonly number[]): number {
  const seconds = values.slice(2).map((value, at) => {
    return Math.abs(value - 2 * (values[at + 1] ?? value) + (values[at] ?? value));
  });
  return median(seconds) * NOISE_OF_SECOND_DIFFERENCE;
}

/** The nose by the homography of a unit square onto eyes and mouth; undefined without all five points, or of a degenerate face. */
export function nosePlace({ landmarks }: Pick<PresentationSample, 'landmarks'>): NosePlace | undefined {
  const { leftEye: a, rightEye: b, leftMouth: d, rightMouth: c, nose } = landmarks;
  if (!nose || !c || !d) return undefined;
  // Heckbert's square-to-quadrilateral mapping: g and h are its perspective.
  const sum = { x: a.x - b.x + c.x - d.x, y: a.y - b.y + c.y - d.y };
  const [right, low] = [
    { x: b.x - c.x, y: b.y - c.y },
    { x: d.x - c.x, y: d.y - c.y },
  ];
  const area = right.x * low.y - low.x * right.y;
  const g = (sum.x * low.y - sum.y * low.x) / area;
  const h = (right.x * sum.y - right.y * sum.x) / area;
  const across = {
    x: b.x - a.x + g * (b.x - nose.x),
    y: b.y - a.y + g * (b.y - nose.y),
  };
  const down = { x: d.x - a.x + h * (d.x - nose.x), y: d.y - a.y + h * (d.y - nose.y) };
  const determinant = across.x * down.y - down.x * across.y;
  const to = { x: nose.x - a.x, y: nose.y - a.y };
  const place = {
    across: (to.x * down.y - down.x * to.y) / determinant,
    down: (across.x * to.y - to.x * across.y) / determinant,
  };
  return Number.isFinite(place.across) && Number.isFinite(place.down) ? place : undefined;
}
