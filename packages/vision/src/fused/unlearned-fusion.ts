import type { FaceEngine } from '../face-engine.ts';
import type { Fusion } from './fusion.ts';

/** The cosine alone: what learning begins with. */
export function unlearnedFusion(parts: FaceEngine['parts']): Fusion {
  return {
    format: 1,
    weights: { deep: 1, lead: 0, sift: 0, bias: 0 },
    withoutSift: { deep: 1, lead: 0, bias: 0 },
    calibration: { threshold: 0.45, margin: 0.08 },
    parts: [...parts],
    provenance: {
      dataSet: 'none',
      learnedAt: new Date(0).toISOString(),
      command: 'none',
      people: { training: 0, heldOut: 0 },
      strangers: { training: 0, heldOut: 0 },
      conditions: [],
      pairs: { genuine: 0, impostor: 0 },
      measured: { training: [], heldOut: [] },
    },
  };
}
