import { AppError } from '@hadir/platform';
import { actOnReview, type Request, type ReviewDeps } from './act-on-review.ts';
import type { BulkBody, ReviewActionView } from './review-schemas.ts';

type Result = {
  readonly id: string;
  readonly action: ReviewActionView | null;
  readonly error: { readonly code: string; readonly message: string } | null;
};

/** One after another; what is refused of one leaves the others. */
export async function actOnMany(
  deps: ReviewDeps,
  { ids, ...wanted }: BulkBody,
  request: Request,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const id of new Set(ids)) results.push(await actOnOne(deps, id, wanted, request));
  return results;
}

async function actOnOne(
  deps: ReviewDeps,
  id: string,
  wanted: Omit<BulkBody, 'ids'>,
  request: Request,
): Promise<Result> {
  try {
    const action = await actOnReview(deps, id, wanted, request);
    return { id, action: { ...action, correctionIds: [...action.correctionIds] }, error: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, details } = error;
    return { id, action: null, error: { code: details.reason ?? code, message } };
  }
}
