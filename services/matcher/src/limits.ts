import type { MatchRule, PhotoLimits } from '@hadir/domain';
import { EnvError, type Log } from '@hadir/platform';
import { defaultMargin, defaultThreshold, type FaceEngine } from '@hadir/vision';
import type { AgreementLimits } from './corrections/check-agreement.ts';

/**
 * A face of 80 px still has eyes to align by. Blurred until its sharpness (the engine's unit) is 2.2, a face of LFW is no longer
 * told apart as before. Of 360 faces of LFW and 92 of colour photos 1 % and none are turned further than these angles, none lies
 * outside these grey levels, 3 % and 1 % have eyes that seem closed (some do), 1 % and none seem covered. The largest face is
 * enrolled when no other is more than 0.6 as large: people side by side are closer to equal, while a passer-by, or a pattern
 * that the detector takes for a face, is not.
 */
export const PHOTO_LIMITS: PhotoLimits = {
  minSizePx: 80,
  minSharpness: 2.4,
  minBrightness: 45,
  maxBrightness: 215,
  maxYawDeg: 40,
  maxPitchDeg: 35,
  maxRollDeg: 35,
  maxEyesClosed: 0.95,
  maxOcclusion: 0.5,
  minLive: null,
  maxBackgroundShare: 0.6,
};

/** Cosine at which the deep engine marks nobody it should not, and the share of features that photos of one person have in common. */
const ALIKE_DEEP = 0.45;
const ALIKE_SIFT = 0.08;

/**
 * Of 6,201 comparisons of LFW faces of 80 px, as kept crops show them, with the three photos of another person 1 in 1,000 agree so
 * well with one of the photos; of 159 with the person's own photos 2 in 100 do not. Nobody else may be closer than the margin of a match.
 */
const AGREES_DEEP = 0.38;
const LEAD_DEEP = 0.08;
/** SIFT compares two faces without the rest of a gallery: the share of features that they have in common. */
const LEAD_SIFT = 0.02;

type OwnRule = { readonly threshold?: number | undefined; readonly margin?: number | undefined };

/** The rule before a site's own settings; no threshold that a site sets goes below `leastThreshold`. */
export type BaseRule = MatchRule & { readonly leastThreshold?: number };

/** That of a face of 40 px which is blurred besides: whatever it scores, it says nothing about who is seen. */
const MIN_QUALITY = 0.1;

/** Below this share of the calibrated threshold a match says nothing about who is seen. */
const LEAST_SHARE = 0.5;

/** The engine's calibrated values, unless a deployment sets its own. Throws EnvError for a threshold below half the calibrated. */
export function matchRuleFor(engine: FaceEngine, own: OwnRule = {}): BaseRule {
  const calibrated = defaultThreshold(engine);
  const threshold = own.threshold ?? calibrated;
  if (threshold < calibrated * LEAST_SHARE) {
    throw new EnvError(
      `MATCH_THRESHOLD must be at least ${calibrated * LEAST_SHARE}, half the calibrated value`,
    );
  }
  return {
    threshold,
    margin: own.margin ?? defaultMargin(engine),
    minQuality: MIN_QUALITY,
    leastThreshold: calibrated * LEAST_SHARE,
  };
}

/** Strangers are then marked as students more often than the engine's calibration promises. */
export function warnOfLowThreshold(
  engine: FaceEngine,
  threshold: number | undefined,
  log: Pick<Log, 'warn'>,
): void {
  const calibrated = defaultThreshold(engine);
  if (threshold === undefined || threshold >= calibrated) return;
  log.warn('threshold is below the calibrated value', { variable: 'MATCH_THRESHOLD', threshold, calibrated });
}

/** From here on two unknown faces of a session are likely one person's; the unit is that of `FaceEngine.compare`. */
export function alikeFrom({ parts }: Pick<FaceEngine, 'parts'>): number {
  return parts.some(({ engine }) => engine === 'deep') ? ALIKE_DEEP : ALIKE_SIFT;
}

/** What a face must have with an enrolment photo to be added to a student's templates. */
export function agreementLimits({ parts }: Pick<FaceEngine, 'parts'>): AgreementLimits {
  return parts.some(({ engine }) => engine === 'deep')
    ? { agrees: AGREES_DEEP, lead: LEAD_DEEP }
    : { agrees: ALIKE_SIFT, lead: LEAD_SIFT };
}
