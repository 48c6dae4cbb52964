import type { Burst } from '@hadir/contracts';
import { childAbort } from './child-abort.ts';
import { pause } from './pause.ts';

/** When a camera takes its next frame. */
export type Pace = {
  /** Waits until the next frame is due; for the first one, not at all. */
  due(signal: AbortSignal): Promise<void>;
  /** A frame was taken; the next one follows after `intervalMs`, or after the burst's while there is one. */
  next(intervalMs: number): void;
  /** Begins a burst at once, whatever the camera waits for. One that comes during a burst takes its place. */
  burst(burst: Burst): void;
};

export function createPace(): Pace {
  let dueAt = performance.now();
  let left = 0;
  let burstMs = 0;
  let wake: (() => void) | undefined;
  return {
    async due(signal) {
      const waiting = childAbort(signal);
      wake = waiting.abort;
      await pause(dueAt - performance.now(), waiting.signal);
      wake = undefined;
      waiting.abort();
    },
    next(intervalMs) {
      left = Math.max(0, left - 1);
      dueAt = Math.max(dueAt + (left > 0 ? burstMs : intervalMs), performance.now());
    },
    burst({ frames, intervalMs }) {
      if (left === 0) dueAt = performance.now();
      [left, burstMs] = [frames, intervalMs];
      wake?.();
    },
  };
}
