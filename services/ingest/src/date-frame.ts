import { AppError } from '@hadir/platform';
import type { BootClock } from './boot-clock.ts';
import type { SignedHeaders } from './read-headers.ts';

type Deps = { readonly bootClock: BootClock };

/** How far a set clock may be off, and how much later than its boot's quickest frame a frame may come. */
const MAX_SKEW_MS = 300_000;
/** A device may keep frames while it has no network, but not for ever. */
const MAX_AGE_MS = 24 * 3600 * 1000;

/**
 * When the frame was captured, in ms since 1970. Throws AppError unauthenticated `clock-skew` (the device must set its
 * clock by the answer's serverTimeMs), conflict `replay` or `too-old`; DependencyUnavailable('redis').
 */
export async function dateFrame(
  { bootClock }: Deps,
  headers: SignedHeaders,
  receivedMs: number,
): Promise<number> {
  const waitedMs = headers.sentMono - headers.capturedMono;
  const isClockSet = headers.capturedAt !== 0;
  const capturedMs = isClockSet ? headers.capturedAt : receivedMs - waitedMs;
  if (isClockSet) checkClock(headers.capturedAt + waitedMs, receivedMs);
  if (receivedMs - capturedMs > MAX_AGE_MS) {
    const message = 'the frame was captured more than 24 hours ago: drop it';
    throw new AppError('conflict', message, { reason: 'too-old', field: 'X-Captured-At' });
  }
  if (!isClockSet) await checkBoot(bootClock, headers, receivedMs);
  return capturedMs;
}

function checkClock(sentMs: number, receivedMs: number): void {
  if (Math.abs(receivedMs - sentMs) <= MAX_SKEW_MS) return;
  const message = 'the device’s clock is more than 300 s off: set it by serverTimeMs and sign again';
  throw new AppError('unauthenticated', message, { reason: 'clock-skew', field: 'X-Captured-At' });
}

async function checkBoot(bootClock: BootClock, headers: SignedHeaders, receivedMs: number): Promise<void> {
  const { deviceId, bootId, sentMono } = headers;
  const offsetMs = receivedMs - sentMono;
  const leastMs = await bootClock.least(deviceId, bootId, offsetMs);
  if (offsetMs - leastMs <= MAX_SKEW_MS) return;
  const message = 'the frame was sent more than 300 s before it came: drop it';
  throw new AppError('conflict', message, { reason: 'replay', field: 'X-Sent-Mono' });
}
