import { AppError } from '@hadir/platform';

/** Uploads under way at once: each may hold 80 MB until its photos are stored. */
const MAX_UPLOADS = 3;
let uploads = 0;

/** Does `work` while it holds a slot. Throws AppError 'unavailable' when there is none. */
export async function withUploadSlot<Result>(work: () => Promise<Result>): Promise<Result> {
  if (uploads >= MAX_UPLOADS) {
    throw new AppError('unavailable', 'too many uploads at once; try again', { retryAfterSeconds: 2 });
  }
  uploads += 1;
  try {
    return await work();
  } finally {
    uploads -= 1;
  }
}
