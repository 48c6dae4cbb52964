import type { ClosingRules, RiskOf } from '@hadir/db';
import { judgeRisk, judgeSeen, leftEarly, type Rule } from '@hadir/domain';

/** The rules by which the database writes what closing, excuses and changed rules mean. */
export const closingRules: ClosingRules = { judgeSeen, leftEarly };

/** How a student stands by the course's rule, as of the sessions that are closed. */
export function riskBy(rule: Pick<Rule, 'lateCountsAs' | 'minimumPercent'>): RiskOf {
  return (tally) => {
    const { percent, isAtRisk } = judgeRisk(tally, 0, rule);
    return {
      percent: percent === null ? null : roundedPercent(percent),
      isAtRisk,
      minimumPercent: rule.minimumPercent,
    };
  };
}

/** To a hundredth of a percent, as it is shown. */
export function roundedPercent(percent: number): number {
  return Math.round(percent * 100) / 100;
}
