export type ConfirmRule = {
  /** How many good sightings, in distinct frames, must match; poorer ones count for less. */
  readonly sightings: number;
  /** Within how long, ms, ends included. */
  readonly windowMs: number;
};

/** A matching sighting: when it was captured, ms since 1970, and what it counts for, above 0 to 1. */
export type WeighedSighting = { readonly atMs: number; readonly weight: number };

/** `weight` is the most that the sightings of any window around the frame count for; the times are of all windows that confirm. */
export type Confirmation =
  | { readonly confirmed: false; readonly weight: number }
  | {
      readonly confirmed: true;
      readonly weight: number;
      readonly firstSeenMs: number;
      readonly lastSeenMs: number;
    };

/** From this quality on a sighting counts whole: about a face of 70 px that is sharp and looks at the camera. */
const GOOD_QUALITY = 0.5;
/** What the poorest sighting that is a match at all still counts for. */
const LEAST_WEIGHT = 0.25;
/** Weights are whole sixteenths, so that their sum is the same in any order. */
const STEPS = 16;

/**
 * What a sighting of that quality (0 to 1) counts for: 1 for a good one, in proportion below, never less than a quarter, and
 * never less for a better one. So k good sightings confirm by themselves, and of the poorest it takes 4k.
 */
export function sightingWeight(quality: number): number {
  const share = Math.round((quality / GOOD_QUALITY) * STEPS) / STEPS;
  return share >= LEAST_WEIGHT ? Math.min(1, share) : LEAST_WEIGHT;
}

/**
 * Whether the sighting at `atMs` is confirmed by those of the same person around it: in some window of `windowMs` that
 * contains it they count for at least `sightings`. They are given in any order, one per frame, the asked one among them. Frames
 * that come late or out of order therefore confirm as if they had come in time; those of several cameras count together.
 */
export function confirm(seen: readonly WeighedSighting[], atMs: number, rule: ConfirmRule): Confirmation {
  const { sightings, windowMs } = rule;
  // A window can be moved to begin at its first sighting without losing any, so these are all that matter.
  const windows = seen
    .filter((opens) => opens.atMs <= atMs && opens.atMs >= atMs - windowMs)
    .map((opens) => seen.filter((one) => one.atMs >= opens.atMs && one.atMs <= opens.atMs + windowMs));
  const weight = Math.max(0, ...windows.map(weightOf));
  if (weight < sightings) return { confirmed: false, weight };
  const times = windows
    .filter((window) => weightOf(window) >= sightings)
    .flatMap((window) => window.map((one) => one.atMs));
  return { confirmed: true, weight, firstSeenMs: Math.min(...times), lastSeenMs: Math.max(...times) };
}

function weightOf(window: readonly WeighedSighting[]): number {
  return window.reduce((sum, { weight }) => sum + weight, 0);
}
