import type { Calibration, Trial } from '@hadir/vision';
import { isCorrect, topScore } from '../evaluate/probe-scores.ts';

/** Thresholds and margins are put on this grid, upwards: finer would pretend to be surer. */
const STEP = 0.25;
/** Somebody nearly as likely makes a match ambiguous whatever was seen in training: e, the odds of 1 in log-odds. */
const LEAST_MARGIN = 1;

/** The lowest threshold above every stranger and everybody taken for another, and the least margin. */
export function calibrate(trials: readonly Trial[]): Calibration {
  const wrong = trials.filter((trial) => !isCorrect(trial)).map(topScore);
  const highest = Math.max(0, ...wrong);
  return { threshold: (Math.floor(highest / STEP) + 1) * STEP, margin: LEAST_MARGIN };
}
