import { randomBytes } from 'node:crypto';
import { type Burst, FRAMES_PATH } from '@hadir/contracts';
import { createBackoff } from '../backoff.ts';
import type { SourceFrame } from '../frame-source.ts';
import { pause } from '../pause.ts';
import { createDelivery, type Deliver } from './deliver.ts';
import { createDeviceClock, type DeviceClock } from './device-clock.ts';
import { createFrameDesk, type FrameDesk } from './frame-desk.ts';
import type { Sender } from './frame-request.ts';
import { createPostClient } from './post-client.ts';
import type { FrameEvent, RetryEvent, UplinkStats } from './uplink-events.ts';

export type UplinkOptions = Sender & {
  /** Where ingest listens, such as `https://ingest.example.edu`. */
  readonly ingestUrl: string;
  /** How many frames wait while the server is away; then the oldest goes. Default 64. */
  readonly spoolFrames?: number;
  /** For a whole attempt. Default 10 000 ms. */
  readonly timeoutMs?: number;
  /** The protocol's 500 and 30 000 ms, unless a test is in a hurry. */
  readonly backoffMs?: { readonly first: number; readonly longest: number };
  readonly clock?: DeviceClock;
  /** 16 lower-case hex digits; random unless given. */
  readonly bootId?: string;
  /** Uniform in [0, 1), for jitter. */
  readonly random?: () => number;
  readonly onFrame?: (event: FrameEvent) => void;
  readonly onRetry?: (event: RetryEvent) => void;
  /** The server asks for a burst. */
  readonly onBurst?: (burst: Burst) => void;
};

/** A camera's half of the wire protocol: takes frames at any time, posts one at a time, keeps what it cannot post yet. */
export type Uplink = {
  push(frame: SourceFrame): void;
  /** No frames will follow: `run` ends once those that wait are settled. */
  finish(): void;
  /** Posts until finished or aborted; to be called once. */
  run(signal: AbortSignal): Promise<void>;
  stats(): UplinkStats;
  /** The interval that the server last asked for. */
  intervalMs(): number | undefined;
};

export function createUplink(options: UplinkOptions): Uplink {
  const clock = options.clock ?? createDeviceClock();
  const client = createPostClient(new URL(FRAMES_PATH, options.ingestUrl), options.timeoutMs ?? 10_000);
  const desk = createFrameDesk(options, clock);
  const deliver = createDelivery({
    sender: options,
    bootId: options.bootId ?? randomBytes(8).toString('hex'),
    clock,
    client,
    backoff: createBackoff({
      firstMs: options.backoffMs?.first ?? 500,
      longestMs: options.backoffMs?.longest ?? 30_000,
      random: options.random ?? Math.random,
    }),
    droppedTotal: desk.droppedTotal,
  });
  return {
    push: desk.push,
    finish: desk.finish,
    stats: desk.stats,
    intervalMs: desk.intervalMs,
    async run(signal) {
      try {
        await postAll(desk, deliver, signal);
      } finally {
        client.close();
      }
    },
  };
}

async function postAll(desk: FrameDesk, deliver: Deliver, signal: AbortSignal): Promise<void> {
  for (let entry = await desk.take(signal); entry; entry = await desk.take(signal)) {
    const waitMs = desk.book(entry, await deliver(entry, signal), signal);
    if (waitMs > 0) await pause(waitMs, signal);
  }
}
