import type { FaceEngine } from './face-engine.ts';

/** How each engine's scores are to be read; docs/recognition.md says what was measured. */
const CALIBRATION: Record<FaceEngine['name'], { readonly threshold: number; readonly margin: number }> = {
  sift: { threshold: 12, margin: 3 },
  deep: { threshold: 0.45, margin: 0.08 },
  fused: { threshold: 0.45, margin: 0.08 },
};

/** The lowest score that counts as a match. Chosen so that no stranger is marked rather than that everyone is. */
export function defaultThreshold({ name }: Pick<FaceEngine, 'name'>): number {
  return CALIBRATION[name].threshold;
}

/** How far the best person must lead the next. */
export function defaultMargin({ name }: Pick<FaceEngine, 'name'>): number {
  return CALIBRATION[name].margin;
}
