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
  const closures = stretches.flatMap((stretch) => findClosures(stretch, rule));
  const blinks = closures.filter(({ isBlink }) => isBlink).length;
  const frames = stretches.reduce((sum, { length }) => sum + length, 0);
  const unclear = closures.reduce((sum, closure) => sum + (closure.isBlink ? 0 : closure.frames), 0);
  if (frames === 0 || unclear > frames * rule.mostUnclearShare) {
    return { name: 'blink', value: null, says: 'nothing' };
  }
  return { name: 'blink', value: blinks, says: blinks > 0 ? 'live' : 'nothing' };
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

type Closure = { readonly frames: number; readonly isBlink: boolean };

/** Every run of frames in which the eyes are not open; a blink is one that has them closed and open on both sides of it. */
function findClosures(stretch: readonly Eyes[], rule: Rule): Closure[] {
  const closures: Closure[] = [];
  let run: Eyes[] = [];
  let openedBefore = false;
  for (const eyes of stretch) {
    if (eyes.closed > rule.openUpTo) {
      run.push(eyes);
      continue;
    }
    if (run.length > 0)
      closures.push({ frames: run.length, isBlink: openedBefore && isBlink(run, eyes, rule) });
    run = [];
    openedBefore = true;
  }
  return run.length > 0 ? [...closures, { frames: run.length, isBlink: false }] : closures;
}

function isBlink(run: readonly Eyes[], opened: Eyes, { closedFrom, longestMs }: Rule): boolean {
  const [first = opened] = run;
  return run.some(({ closed }) => closed >= closedFrom) && opened.atMs - first.atMs <= longestMs;
}

/** A blurred frame looks as if the eyes were closed. */
function readableEyes(samples: PresentationSamples, { leastSharpShare }: Rule): Eyes[] {
  const usual = median(samples.flatMap(({ sharpness }) => sharpness ?? []));
  const least = Number.isNaN(usual) ? 0 : usual * leastSharpShare;
  return samples.flatMap(({ atMs, eyesClosed, sharpness }) =>
    eyesClosed === null || (sharpness ?? least) < least ? [] : [{ atMs, closed: eyesClosed }],
  );
}
