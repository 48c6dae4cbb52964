import type { Trial } from '@hadir/vision';
import type { Confusion } from './evaluation-report.ts';
import { isCorrect, topScore } from './probe-scores.ts';

/** How many of each kind. */
const MOST = 6;

/** The strangers and wrong people with the highest scores, and the known ones with the lowest. */
export function worstConfusions(trials: readonly Trial[]): Confusion[] {
  const highestFirst = trials.toSorted((a, b) => topScore(b) - topScore(a));
  const strangers = highestFirst.filter(({ personId }) => personId === undefined);
  const known = highestFirst.filter(({ personId }) => personId !== undefined);
  const wrong = known.filter((trial) => trial.candidates.length > 0 && !isCorrect(trial));
  const hardly = known.filter((trial) => trial.candidates.length === 0 || isCorrect(trial)).reverse();
  return [
    ...strangers.slice(0, MOST).map((trial) => confusion('stranger', trial)),
    ...wrong.slice(0, MOST).map((trial) => confusion('wrong-person', trial)),
    ...hardly.slice(0, MOST).map((trial) => confusion('hardly-known', trial)),
  ];
}

function confusion(kind: Confusion['kind'], { file, personId, candidates: [best] }: Trial): Confusion {
  return { kind, file, personId, candidate: best?.personId ?? null, score: best?.score ?? null };
}
