import { AppError } from '@hadir/platform';

const WINDOW_MS = 60_000;
const MAX_TRIES = 20;
const MAX_STUDENTS = 20_000;

export type CheckInLimit = { take(studentId: string): void };

/**
 * A student may try 20 times a minute at each api process: plenty for who scans, and too few to try what others send. Throws
 * `AppError('too-many-requests')`.
 */
export function createCheckInLimit(now: () => number = Date.now): CheckInLimit {
  const byStudent = new Map<string, { tries: number; readonly endsAt: number }>();
  return {
    take(studentId) {
      const window = byStudent.get(studentId);
      if (!window || window.endsAt <= now()) {
        byStudent.delete(studentId);
        byStudent.set(studentId, { tries: 1, endsAt: now() + WINDOW_MS });
        const [oldest] = byStudent.keys();
        if (byStudent.size > MAX_STUDENTS && oldest !== undefined) byStudent.delete(oldest);
        return;
      }
      window.tries += 1;
      if (window.tries <= MAX_TRIES) return;
      throw new AppError('too-many-requests', 'too many check-ins were tried; wait a moment', {
        retryAfterSeconds: (window.endsAt - now()) / 1000,
      });
    },
  };
}
