export type ConfirmRule = {
  /** How many distinct frames must match. */
  readonly sightings: number;
  /** Within how long, ms, ends included. */
  readonly windowMs: number;
};

/** `count` is the most sightings that any window around the frame holds; the times are of all windows that confirm. */
export type Confirmation =
  | { readonly confirmed: false; readonly count: number }
  | {
      readonly confirmed: true;
      readonly count: number;
      readonly firstSeenMs: number;
      readonly lastSeenMs: number;
    };

/**
 * Whether the sighting at `atMs` is confirmed by those of the same person around it: some window of `windowMs` that
 * contains it holds at least `sightings` of them. `sightingsMs` are capture times (ms since 1970) in any order, one per frame,
 * the asked one among them. Frames that come late or out of order therefore confirm as if they had come in time.
 */
export function confirm(sightingsMs: readonly number[], atMs: number, rule: ConfirmRule): Confirmation {
  const { sightings, windowMs } = rule;
  // A window can be moved to begin at its first sighting without losing any, so these are all that matter.
  const windows = sightingsMs
    .filter((opens) => opens <= atMs && opens >= atMs - windowMs)
    .map((opens) => sightingsMs.filter((time) => time >= opens && time <= opens + windowMs));
  const count = Math.max(0, ...windows.map(({ length }) => length));
  if (count < sightings) return { confirmed: false, count };
  const seen = windows.filter(({ length }) => length >= sightings).flat();
  return { confirmed: true, count, firstSeenMs: Math.min(...seen), lastSeenMs: Math.max(...seen) };
}
