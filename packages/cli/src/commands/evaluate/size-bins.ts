import { wilsonInterval } from '@hadir/domain';
import type { Trial } from '@hadir/vision';
import type { Share, SizeBin } from './evaluation-report.ts';
import { isCorrect, topScore } from './probe-scores.ts';

/** Face widths, px of the frame, that are told apart. */
const EDGES_PX = [0, 50, 70, 100, 150] as const;

/** How well faces of each size are known, over all conditions of one engine, at one threshold. Empty sizes are left out. */
export function sizeBins(trials: readonly Trial[], threshold: number): SizeBin[] {
  return EDGES_PX.map((fromPx, at) => {
    const belowPx = EDGES_PX[at + 1] ?? null;
    const inBin = trials.filter((trial) => {
      const width = trial.foundPx ?? trial.shownPx;
      return width !== null && width >= fromPx && (belowPx === null || width < belowPx);
    });
    const known = inBin.filter(({ personId }) => personId !== undefined);
    const strangers = inBin.filter(({ personId }) => personId === undefined);
    const isAbove = (trial: Trial): boolean => topScore(trial) > threshold;
    return {
      fromPx,
      belowPx,
      known: known.length,
      strangers: strangers.length,
      dir: shareOf(known, (trial) => isCorrect(trial) && isAbove(trial)),
      fpir: shareOf(strangers, isAbove),
    };
  }).filter(({ known, strangers }) => known + strangers > 0);
}

function shareOf(trials: readonly Trial[], holds: (trial: Trial) => boolean): Share {
  const count = trials.filter(holds).length;
  return { value: count / Math.max(1, trials.length), interval: wilsonInterval(count, trials.length) };
}
