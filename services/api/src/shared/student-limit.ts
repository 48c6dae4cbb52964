import { AppError } from '@hadir/platform';

const MAX_STUDENTS = 20_000;

export type StudentLimit = { take(studentId: string): void };

export type StudentLimitOptions = {
  readonly most: number;
  readonly windowMs: number;
  /** What was tried too often. */
  readonly message: string;
  readonly now?: () => number;
};

/** How often a student may do something at each api process. `take` throws `AppError('too-many-requests')`. */
export function createStudentLimit(options: StudentLimitOptions): StudentLimit {
  const { most, windowMs, message, now = Date.now } = options;
  const byStudent = new Map<string, { tries: number; readonly endsAt: number }>();
  return {
    take(studentId) {
      const window = byStudent.get(studentId);
      if (!window || window.endsAt <= now()) {
        byStudent.delete(studentId);
        byStudent.set(studentId, { tries: 1, endsAt: now() + windowMs });
        const [oldest] = byStudent.keys();
        if (byStudent.size > MAX_STUDENTS && oldest !== undefined) byStudent.delete(oldest);
        return;
      }
      window.tries += 1;
      if (window.tries <= most) return;
      throw new AppError('too-many-requests', message, { retryAfterSeconds: (window.endsAt - now()) / 1000 });
    },
  };
}
