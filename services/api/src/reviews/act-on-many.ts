import { AppError, unavailableDependency } from '@hadir/platform';
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
    return { id, action: null, error: refusalOf(error, id, request) };
  }
}

/** What nobody expected is logged and told of this one: what was done about the others before is not lost with it. */
function refusalOf(error: unknown, id: string, { log }: Request): NonNullable<Result['error']> {
  if (error instanceof AppError) {
    const { code, message, details } = error;
    return { code: details.reason ?? code, message };
  }
  log.error('a review action failed', { itemId: id, error });
  const away = unavailableDependency(error);
  return away
    ? { code: 'unavailable', message: `the ${away.dependency} does not answer; try again` }
    : { code: 'internal', message: 'something went wrong here' };
}
