import { EventEmitter, once } from 'node:events';
import type { Burst } from '@hadir/contracts';
import type { SourceFrame } from '../frame-source.ts';
import type { Delivery, Entry, Settled } from './deliver.ts';
import type { DeviceClock } from './device-clock.ts';
import { createSpool } from './spool.ts';
import { createTally, type FrameEvent, type RetryEvent, type UplinkStats } from './uplink-events.ts';

export type FrameDeskOptions = {
  readonly spoolFrames?: number;
  readonly onFrame?: (event: FrameEvent) => void;
  readonly onRetry?: (event: RetryEvent) => void;
  readonly onBurst?: (burst: Burst) => void;
};

/** Holds the frames that wait, counts what becomes of them, and tells whoever listens. */
export type FrameDesk = {
  push(frame: SourceFrame): void;
  /** No frames will follow. */
  finish(): void;
  /** The next frame to post; waits for one. Undefined when finished or aborted. */
  take(signal: AbortSignal): Promise<Entry | undefined>;
  /** Books what an attempt led to and answers how many milliseconds to wait before the next. */
  book(entry: Entry, delivery: Delivery, signal: AbortSignal): number;
  stats(): UplinkStats;
  droppedTotal(): number;
  intervalMs(): number | undefined;
};

export function createFrameDesk(options: FrameDeskOptions, clock: DeviceClock): FrameDesk {
  const spool = createSpool<Entry>(options.spoolFrames ?? 64);
  const tally = createTally();
  const changes = new EventEmitter();
  const state = { seq: 0, finished: false, inFlight: 0, intervalMs: undefined as number | undefined };

  const settle = (entry: Entry, { result, answer }: Settled): void => {
    tally.settle(result);
    state.intervalMs = answer?.intervalMs ?? state.intervalMs;
    if (answer?.burst) options.onBurst?.(answer.burst);
    options.onFrame?.(frameEvent(entry, result, answer, clock.monoMs()));
  };
  const settlePushedOut = (entry: Entry | undefined): void => {
    if (entry) settle(entry, { kind: 'settled', result: 'spool-full' });
  };

  return {
    droppedTotal: tally.droppedTotal,
    intervalMs: () => state.intervalMs,
    stats: () => tally.read(spool.size() + state.inFlight),
    push(frame) {
      state.seq += 1;
      tally.count('captured');
      settlePushedOut(spool.push(newEntry(frame, state.seq, clock.monoMs())));
      changes.emit('change');
    },
    finish() {
      state.finished = true;
      changes.emit('change');
    },
    async take(signal) {
      while (spool.size() === 0 && !state.finished && !signal.aborted) {
        await once(changes, 'change', { signal }).catch(() => undefined);
      }
      const entry = signal.aborted ? undefined : spool.take();
      state.inFlight = entry ? 1 : 0;
      return entry;
    },
    book(entry, delivery, signal) {
      state.inFlight = 0;
      if (delivery.kind === 'settled') settle(entry, delivery);
      else settlePushedOut(spool.putBack(entry));
      if (delivery.kind === 'settled' || signal.aborted) return 0;
      tally.count('retries');
      const { status, message, waitMs } = delivery;
      options.onRetry?.({ seq: entry.seq, status, message, waitMs });
      return waitMs;
    },
  };
}

function newEntry({ jpeg, ageMs, people }: SourceFrame, seq: number, nowMono: number): Entry {
  const capturedMono = Math.max(0, nowMono - Math.round(ageMs));
  return { seq, jpeg, capturedMono, people, attempts: 0, resends: 0, firstSentMono: undefined };
}

function frameEvent(
  { seq, people, attempts, firstSentMono }: Entry,
  result: FrameEvent['result'],
  answer: FrameEvent['answer'],
  nowMono: number,
): FrameEvent {
  const latencyMs = firstSentMono === undefined ? 0 : nowMono - firstSentMono;
  const postedAt = firstSentMono === undefined ? undefined : new Date(Date.now() - latencyMs);
  return { seq, frameId: answer?.frameId, people, result, postedAt, latencyMs, attempts, answer };
}
