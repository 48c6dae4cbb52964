import type { FrameEvent, RetryEvent, UplinkStats } from '@hadir/camera';
import type { Context } from '../../command/context.ts';
import { facts } from '../../output/table.ts';

type Totals = {
  readonly captured: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly dropped: number;
  readonly retries: number;
  readonly waiting: number;
};

/** What a camera command shows while it runs: on stderr, so that stdout holds the result alone. */
export function cameraListener(context: Context, verbose: boolean) {
  let settled = 0;
  const time = (): string => context.time.time(new Date()) ?? '';
  return {
    onFrame(event: FrameEvent): void {
      settled += 1;
      const seen = event.answer?.recent[0]?.seen;
      const line = `${time()}  frame ${event.seq}  ${event.result}  ${Math.round(event.latencyMs)} ms${seen ? `  last: ${seen}` : ''}`;
      if (verbose) context.screen.note(line);
      else context.screen.progress(`${settled} frames  ${line}  (Ctrl-C stops)`);
    },
    onRetry(event: RetryEvent): void {
      context.screen.note(`${time()}  frame ${event.seq}  ${event.message}; again in ${event.waitMs} ms`);
    },
  };
}

/** Aborted by Ctrl-C, or after `seconds`. */
export function stopAfter(context: Context, seconds: number | undefined): AbortSignal {
  const stopped = context.untilStopped();
  if (seconds === undefined) return stopped;
  // Not AbortSignal.any: Node.js 20 may collect its timeout as garbage, which then never comes.
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), seconds * 1000);
  stopped.addEventListener('abort', () => stop.abort(), { once: true });
  stop.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  return stop.signal;
}

export function cameraResult(stats: readonly UplinkStats[]) {
  const totals = stats.map(totalsOf).reduce(add);
  return {
    // Frames were taken and the server took none of them: that is no run to build on.
    ok: totals.captured === 0 || totals.accepted + totals.duplicates > 0,
    json: { cameras: stats.length, ...totals, dropReasons: dropReasons(stats) },
    text: facts([
      ['Cameras', stats.length],
      ['Frames taken', totals.captured],
      ['Accepted', totals.accepted],
      ['Already there', totals.duplicates],
      ['Dropped', totals.dropped],
      ['Never sent', totals.waiting],
      ['Retries', totals.retries],
    ]),
  };
}

function dropReasons(stats: readonly UplinkStats[]): Record<string, number> {
  const reasons: Record<string, number> = {};
  for (const [reason, count] of stats.flatMap(({ dropped }) => Object.entries(dropped))) {
    reasons[reason] = (reasons[reason] ?? 0) + count;
  }
  return reasons;
}

function totalsOf({ dropped, ...counts }: UplinkStats): Totals {
  return { ...counts, dropped: Object.values(dropped).reduce((sum, count) => sum + count, 0) };
}

function add(a: Totals, b: Totals): Totals {
  return {
    captured: a.captured + b.captured,
    accepted: a.accepted + b.accepted,
    duplicates: a.duplicates + b.duplicates,
    dropped: a.dropped + b.dropped,
    retries: a.retries + b.retries,
    waiting: a.waiting + b.waiting,
  };
}
