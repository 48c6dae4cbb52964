import type { MatchRule, PhotoLimits } from '@hadir/domain';
import { defaultMargin, defaultThreshold, type FaceEngine } from '@hadir/vision';

/**
 * A face of 80 px still has eyes to align by; below a sharpness of 5 (the engine's unit) little but blur is left to
 * describe. The largest face is enrolled when no other is more than 0.6 as large: people side by side are closer to
 * equal, while a passer-by, or a pattern that the detector takes for a face, is not.
 */
export const PHOTO_LIMITS: PhotoLimits = { minSizePx: 80, minSharpness: 5, maxBackgroundShare: 0.6 };

type OwnRule = { readonly [Name in keyof MatchRule]?: number | undefined };

/** The engine's calibrated values, unless a deployment sets its own. */
export function matchRuleFor(engine: FaceEngine, own: OwnRule = {}): MatchRule {
  return {
    threshold: own.threshold ?? defaultThreshold(engine),
    margin: own.margin ?? defaultMargin(engine),
  };
}
