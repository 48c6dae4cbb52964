import type { Frame } from '@hadir/contracts';
import type { Log } from '@hadir/platform';
import type { DecidedFace } from './decided-face.ts';

/** Tells, at most once a minute, that faces wait to show life which cannot be seen of them. */
export type WarnOfBlindness = (
  frame: Pick<Frame, 'frameId' | 'deviceId'>,
  seen: readonly Pick<DecidedFace, 'awaitsLife' | 'face'>[],
) => void;

const EVERY_MS = 60_000;

/** Without landmarks neither a blink nor a turn of the head can be seen: nobody would ever be marked. */
export function createWarnOfBlindness(
  log: Pick<Log, 'warn'>,
  now = () => performance.now(),
): WarnOfBlindness {
  let warnedAtMs = -Infinity;
  return ({ frameId, deviceId }, seen) => {
    const isBlind = seen.some(({ awaitsLife, face }) => awaitsLife && !face.landmarks.nose);
    if (!isBlind || now() - warnedAtMs < EVERY_MS) return;
    warnedAtMs = now();
    const fix = 'node scripts/setup/fetch-models.mjs';
    log.warn('signs of life cannot be seen without the face networks', { frameId, deviceId, fix });
  };
}
