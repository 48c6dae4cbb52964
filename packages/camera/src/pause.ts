import { setTimeout as sleep } from 'node:timers/promises';

/** Waits `ms`, or less if `signal` is aborted meanwhile. Never rejects. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.max(0, ms), undefined, { signal }).catch(() => undefined);
}
