import type { Release } from './firmware-models.ts';

/** Who is offered a release, in a sentence. */
export function reachText({ state, rolloutPercent, forced }: Release): string {
  if (state === 'withdrawn') return 'It is withdrawn.';
  if (rolloutPercent === 0) return 'No camera is offered it yet.';
  const share = rolloutPercent === 100 ? 'All cameras' : `${rolloutPercent} % of the cameras`;
  return forced ? `${share} must have it, also those with a newer one.` : `${share} are offered it.`;
}
