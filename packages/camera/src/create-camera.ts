import { childAbort } from './child-abort.ts';
import type { FrameSource } from './frame-source.ts';
import { createPace, type Pace } from './pace.ts';
import { pause } from './pause.ts';
import { createUplink, type Uplink, type UplinkOptions } from './uplink/uplink.ts';
import type { UplinkStats } from './uplink/uplink-events.ts';

export type CameraOptions = UplinkOptions & {
  readonly source: FrameSource;
  readonly framesPerSecond: number;
  /** Take frames at the interval that the server asks for instead, once it has asked. Default false. */
  readonly honourInterval?: boolean;
  /** After the source's last frame: how long frames that wait may still be posted. Default 30 000 ms. */
  readonly drainMs?: number;
};

/** A source and an uplink, paced, with a burst whenever the server asks for one: what an ESP32-CAM does, in a process. */
export type Camera = {
  readonly deviceId: string;
  /** Captures and posts until the source ends (and the spool is posted) or `signal` is aborted. Rejects if the source does. */
  run(signal?: AbortSignal): Promise<UplinkStats>;
  stats(): UplinkStats;
};

export function createCamera(options: CameraOptions): Camera {
  const { deviceId, framesPerSecond, source } = options;
  if (!(framesPerSecond > 0)) throw new RangeError('framesPerSecond must be above 0');
  const pace = createPace();
  const uplink = createUplink({
    ...options,
    onBurst: (burst) => {
      pace.burst(burst);
      options.onBurst?.(burst);
    },
  });
  return {
    deviceId,
    stats: uplink.stats,
    async run(signal) {
      const stop = childAbort(signal);
      const posting = uplink.run(stop.signal);
      posting.catch(stop.abort);
      try {
        await capture(options, uplink, pace, stop.signal);
        uplink.finish();
        await Promise.race([posting, pause(options.drainMs ?? 30_000, stop.signal)]);
      } finally {
        stop.abort();
        await Promise.all([posting, source.close()]);
      }
      return uplink.stats();
    },
  };
}

/** Several cameras that run together; if one fails, all stop. */
export function createCameras(cameras: readonly CameraOptions[]): {
  readonly cameras: readonly Camera[];
  run(signal?: AbortSignal): Promise<readonly UplinkStats[]>;
} {
  const created = cameras.map(createCamera);
  return {
    cameras: created,
    async run(signal) {
      const stop = childAbort(signal);
      const runs = created.map((camera) => camera.run(stop.signal));
      try {
        return await Promise.all(runs);
      } finally {
        stop.abort();
        await Promise.allSettled(runs);
      }
    },
  };
}

async function capture(
  { source, framesPerSecond, honourInterval = false }: CameraOptions,
  uplink: Uplink,
  pace: Pace,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await pace.due(signal);
    const frame = signal.aborted ? undefined : await source.next(signal);
    if (!frame) return;
    uplink.push(frame);
    const ownMs = 1000 / framesPerSecond;
    const intervalMs = honourInterval ? (uplink.intervalMs() ?? ownMs) : ownMs;
    pace.next(intervalMs);
  }
}
