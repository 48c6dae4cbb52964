import type { Calibration, EngineName, FaceEngine } from './face-engine.ts';

/**
 * How each engine's scores are to be read. Each threshold lies above every stranger and everybody taken for another among half of
 * the LFW people in eight conditions, and held on the other half; docs/recognition.md has the figures. That of `fused` is the
 * shipped fusion's own.
 */
const CALIBRATION: Record<EngineName, Calibration> = {
  sift: { threshold: 12, margin: 3 },
  deep: { threshold: 0.46, margin: 0.08 },
  fused: { threshold: 4, margin: 1 },
};

type Read = Pick<FaceEngine, 'name' | 'calibration'>;

/** The threshold and margin that an engine is shipped with. */
export function calibration(engine: EngineName): Calibration {
  return CALIBRATION[engine];
}

/** The lowest score that counts as a match. Chosen so that no stranger is marked rather than that everyone is. */
export function defaultThreshold({ name, calibration: own }: Read): number {
  return (own ?? CALIBRATION[name]).threshold;
}

/** How far the best person must lead the next. */
export function defaultMargin({ name, calibration: own }: Read): number {
  return (own ?? CALIBRATION[name]).margin;
}
