import { setTimeout as sleep } from 'node:timers/promises';

const ATTEMPTS = 6;
const FIRST_DELAY_MS = 20;
const LONGEST_DELAY_MS = 500;

/** Runs `unit` up to six times with exponential back-off and full jitter, about one second in all, while `again` says so. */
export async function retry<T>(
  unit: () => Promise<T>,
  again: (error: unknown, attempt: number) => boolean,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await unit();
    } catch (error) {
      if (attempt >= ATTEMPTS || !again(error, attempt)) throw error;
      await sleep(Math.random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt));
    }
  }
}
