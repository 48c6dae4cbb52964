import { AppError, type FrameStore, type Log, type Queue } from '@hadir/platform';

type Deps = {
  readonly queue: Pick<Queue<never>, 'backlog'>;
  readonly frameStore: Pick<FrameStore, 'backlogBytes'>;
  readonly log: Log;
};

type Limits = { readonly maxFrames: number; readonly maxBytes: number };

export type BacklogLimit = {
  /** Throws AppError unavailable with Retry-After while too much waits to be matched. */
  check(): Promise<void>;
  /** Counts a frame that was taken, until Redis is asked again. */
  add(bytes: number): void;
};

/** Asking for each frame would cost a round trip. */
const REFRESH_MS = 250;
/** Figures older than this are not acted upon. */
const OUTDATED_MS = 2000;
const RETRY_AFTER_SECONDS = 10;

/** Refuses frames while the matchers are too far behind: what was accepted before is never dropped. */
export function createBacklogLimit(
  { queue, frameStore, log }: Deps,
  { maxFrames, maxBytes }: Limits,
): BacklogLimit {
  let known = { frames: 0, bytes: 0, at: 0 };
  let refreshing: Promise<void> | undefined;

  const refresh = (): Promise<void> => {
    refreshing ??= Promise.all([queue.backlog(), frameStore.backlogBytes()])
      .then(([frames, bytes]) => {
        known = { frames, bytes, at: Date.now() };
      })
      .finally(() => {
        refreshing = undefined;
      });
    return refreshing;
  };

  return {
    async check() {
      const ageMs = Date.now() - known.at;
      if (ageMs > OUTDATED_MS) await refresh();
      else if (ageMs > REFRESH_MS)
        refresh().catch((error: unknown) => log.debug('backlog unknown', { error }));
      if (known.frames < maxFrames && known.bytes < maxBytes) return;
      throw new AppError('unavailable', 'too many frames wait to be matched: keep the frame and come back', {
        reason: 'backlog',
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    },
    add(bytes) {
      known.frames += 1;
      known.bytes += bytes;
    },
  };
}
