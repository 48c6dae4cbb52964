import { setTimeout as sleep } from 'node:timers/promises';

const ATTEMPTS = 6;
const FIRST_DELAY_MS = 20;
const LONGEST_DELAY_MS = 500;
/** A lock wait that times out takes seconds by itself: nobody waits for six of them. */
const LONGEST_MS = 15_000;

/** Runs `unit` up to six times with exponential back-off and full jitter, while `again` says so. */
export async function retry<T>(
  unit: () => Promise<T>,
  again: (error: unknown, attempt: number) => boolean,
): Promise<T> {
  const deadline = performance.now() + LONGEST_MS;
  for (let attempt = 1; ; attempt++) {
    try {
      return await unit();
    } catch (error) {
      if (attempt >= ATTEMPTS || performance.now() > deadline || !again(error, attempt)) throw error;
      await sleep(Math.random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt));
    }
  }
}
