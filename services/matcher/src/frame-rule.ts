import type { SiteSettings } from '@hadir/contracts';
import type { MatchRule } from '@hadir/domain';
import type { EngineName } from '@hadir/vision';
import type { BaseRule } from './limits.ts';

/** How much more one of two look-alikes must lead the other by. */
const LOOK_ALIKE_SHARE = 2;

/**
 * The rule for one frame. What the site has set for the engine goes before what the deployment has set, and that before the
 * shipped calibration (both in `base`). `leastThreshold` holds whatever is set: below it a match says nothing of who is seen.
 */
export function frameRule(
  base: BaseRule,
  engine: EngineName,
  { matchRule }: Pick<SiteSettings, 'matchRule'>,
  lookAlikes: ReadonlySet<string>,
): MatchRule {
  const { leastThreshold = 0, ...rule } = base;
  const own = matchRule[engine];
  const margin = own?.margin ?? rule.margin;
  return {
    ...rule,
    threshold: Math.max(leastThreshold, own?.threshold ?? rule.threshold),
    margin,
    lookAlikes,
    lookAlikeMargin: margin * LOOK_ALIKE_SHARE,
  };
}
