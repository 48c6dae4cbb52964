import type { LivenessRule } from './liveness-rule.ts';
import { median } from './numbers.ts';
import type { LivenessCue, PresentationSamples } from './presentation-sample.ts';

type Rule = LivenessRule['blink'];
type Eyes = { readonly atMs: number; readonly closed: number };

/** Frames of a camera come unevenly: one in time may be this much later. */
const UNEVEN = 1.25;

/**
 * Blinks: open, closed, open again, with no gap between frames in which it cannot be told. `value` is how many; null where
 * the frames came too slowly for any, or the network cannot tell of these eyes, as behind some glasses. Samples in order of time.
 */
export function findBlinks(samples: PresentationSamples, rule: Rule): LivenessCue {
  const stretches = withoutGaps(readableEyes(samples, rule), (1000 / rule.minFramesPerSecond) * UNEVEN);
  if (stretches.length === 0 || isUnsure(stretches.flat(), rule)) {
    return { name: 'blink', value: null, says: 'nothing' };
  }
  const count = stretches.reduce((sum, stretch) => sum + countBlinks(stretch, rule), 0);
  return { name: 'blink', value: count, says: count > 0 ? 'live' : 'nothing' };
}

/** Stretches of at least three frames, the least that a blink needs. */
function withoutGaps(eyes: readonly Eyes[], longestGapMs: number): Eyes[][] {
  const stretches: Eyes[][] = [];
  let last: Eyes | undefined;
  for (const now of eyes) {
    const goesOn = last !== undefined && now.atMs - last.atMs <= longestGapMs;
    if (goesOn) stretches.at(-1)?.push(now);
    else stretches.push([now]);
    last = now;
  }
  return stretches.filter(({ length }) => length >= 3);
}

/** Whether too many frames are neither open nor closed, other than those right beside a closed one. */
function isUnsure(eyes: readonly Eyes[], { openUpTo, closedFrom, mostUnsureShare }: Rule): boolean {
  const isClosed = (at: number): boolean => (eyes[at]?.closed ?? 0) >= closedFrom;
  const unsure = eyes.filter(
    ({ closed }, at) => closed > openUpTo && closed < closedFrom && !isClosed(at - 1) && !isClosed(at + 1),
  );
  return unsure.length > eyes.length * mostUnsureShare;
}

function countBlinks(stretch: readonly Eyes[], rule: Rule): number {
  // What is neither open nor closed is on its way.
  const clear = stretch.filter(({ closed }) => closed <= rule.openUpTo || closed >= rule.closedFrom);
  let count = 0;
  let openedOnce = false;
  let closedAt: number | undefined;
  for (const { atMs, closed } of clear) {
    if (closed >= rule.closedFrom) closedAt ??= atMs;
    else {
      if (openedOnce && closedAt !== undefined && atMs - closedAt <= rule.longestMs) count++;
      [openedOnce, closedAt] = [true, undefined];
    }
  }
  return count;
}

/** A blurred frame looks as if the eyes were closed. */
function readableEyes(samples: PresentationSamples, { leastSharpShare }: Rule): Eyes[] {
  const usual = median(samples.flatMap(({ sharpness }) => sharpness ?? []));
  const least = Number.isNaN(usual) ? 0 : usual * leastSharpShare;
  return samples.flatMap(({ atMs, eyesClosed, sharpness }) =>
    eyesClosed === null || (sharpness ?? least) < least ? [] : [{ atMs, closed: eyesClosed }],
  );
}
