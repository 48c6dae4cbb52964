import { EventEmitter, once } from 'node:events';
import { createBackoff } from '../backoff.ts';
import type { FrameSource } from '../frame-source.ts';
import { pause } from '../pause.ts';
import { wholeJpeg } from './jpeg-bytes.ts';
import { createMjpegParser, type SkipReason } from './mjpeg-parser.ts';
import { type OpenStream, openStream } from './open-stream.ts';

export type RelayOptions = {
  /** Such as `http://192.168.4.2:81/stream`, with `user:password@` where the camera asks for them. */
  readonly streamUrl: string;
  /** Default 10 000 ms. */
  readonly connectTimeoutMs?: number;
  /** A stream without one whole frame for so long is left and opened anew. Default 10 000 ms. */
  readonly stallMs?: number;
  /** Larger frames are skipped. Default 1 MiB, the most that ingest takes. */
  readonly maxFrameBytes?: number;
  /** Between attempts to connect. Default 500 and 30 000 ms. */
  readonly backoffMs?: { readonly first: number; readonly longest: number };
  /** Uniform in [0, 1), for jitter. */
  readonly random?: () => number;
  readonly onConnect?: () => void;
  /** The stream ended or could not be opened; `message` holds no password. */
  readonly onDisconnect?: (event: { readonly message: string; readonly waitMs: number }) => void;
};

export type RelayStats = {
  readonly connections: number;
  /** Whole frames read, whether they were sampled or not. */
  readonly frames: number;
  readonly sampled: number;
  readonly skipped: Readonly<Record<SkipReason, number>>;
};

export type StreamRelay = FrameSource & { stats(): RelayStats };

type Latest = { readonly jpeg: Buffer; readonly readAt: number };

/** A live MJPEG stream as a frame source: each call to `next` gives the newest frame not given yet, older ones are skipped. */
export function relayStream(options: RelayOptions): StreamRelay {
  const url = parseStreamUrl(options.streamUrl);
  const stop = new AbortController();
  const arrivals = new EventEmitter();
  const counts = { connections: 0, frames: 0, sampled: 0 };
  const skipped: Record<SkipReason, number> = { 'too-large': 0, malformed: 0 };
  let latest: Latest | undefined;
  let following: Promise<void> | undefined;

  const listener: StreamListener = {
    connected() {
      counts.connections += 1;
      options.onConnect?.();
    },
    frame(jpeg) {
      counts.frames += 1;
      latest = { jpeg, readAt: performance.now() };
      arrivals.emit('frame');
    },
    skipped(reason) {
      skipped[reason] += 1;
    },
  };

  return {
    stats: () => ({ ...counts, skipped: { ...skipped } }),
    async next(signal) {
      following ??= follow(url, options, listener, stop.signal);
      while (!latest && !signal.aborted && !stop.signal.aborted) {
        await once(arrivals, 'frame', { signal }).catch(() => undefined);
      }
      if (!latest || signal.aborted) return undefined;
      const { jpeg, readAt } = latest;
      latest = undefined;
      counts.sampled += 1;
      return { jpeg, ageMs: performance.now() - readAt, people: [] };
    },
    async close() {
      stop.abort();
      arrivals.emit('frame');
      await following;
    },
  };
}

function parseStreamUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new TypeError('streamUrl must be an http:// or https:// URL');
  }
  return url;
}

type StreamListener = {
  connected(): void;
  frame(jpeg: Buffer): void;
  skipped(reason: SkipReason): void;
};

/** Reads the stream, and opens it again whenever it ends, until `signal` is aborted. */
async function follow(
  url: URL,
  options: RelayOptions,
  listener: StreamListener,
  signal: AbortSignal,
): Promise<void> {
  const { first: firstMs, longest: longestMs } = options.backoffMs ?? { first: 500, longest: 30_000 };
  const backoff = createBackoff({ firstMs, longestMs, random: options.random ?? Math.random });
  const onFrame = (jpeg: Buffer): void => {
    backoff.reset();
    listener.frame(jpeg);
  };
  while (!signal.aborted) {
    const message = await followOnce(url, options, { ...listener, frame: onFrame }, signal).then(
      () => 'the stream ended',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (signal.aborted) return;
    const waitMs = backoff.nextMs();
    options.onDisconnect?.({ message, waitMs });
    await pause(waitMs, signal);
  }
}

async function followOnce(
  url: URL,
  { connectTimeoutMs = 10_000, stallMs = 10_000, maxFrameBytes = 1_048_576 }: RelayOptions,
  listener: StreamListener,
  signal: AbortSignal,
): Promise<void> {
  const stream: OpenStream = await openStream(url, connectTimeoutMs, signal);
  listener.connected();
  const watchdog = setTimeout(() => stream.fail(new Error(`no frame for ${stallMs} ms`)), stallMs);
  const parser = createMjpegParser({
    boundary: stream.boundary,
    maxPartBytes: maxFrameBytes,
    onSkip: listener.skipped,
    onPart(part) {
      const jpeg = wholeJpeg(part);
      if (!jpeg) return listener.skipped('malformed');
      watchdog.refresh();
      listener.frame(jpeg);
    },
  });
  try {
    for await (const chunk of stream.chunks) parser.push(chunk);
  } finally {
    clearTimeout(watchdog);
  }
}
