import type { Release } from './firmware-models.ts';

/** Who is offered a release, in a sentence. */
export function reachText({ target, state, rolloutPercent, forced }: Release): string {
  if (state === 'withdrawn') return 'It is withdrawn.';
  if (rolloutPercent === 0) return 'No camera is offered it yet.';
  const share =
    rolloutPercent === 100 ? `All ${target} cameras` : `${rolloutPercent} % of the ${target} cameras`;
  if (forced) return `${share} must have it, also those with a newer one.`;
  return `${share} are offered it, as far as they run something older.`;
}
