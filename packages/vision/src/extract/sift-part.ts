import { openCv } from '../pixels/open-cv.ts';
import { describeFace, faceMask } from '../sift/describe-face.ts';
import { MODEL_VERSION, SIFT } from '../sift/recipe.ts';
import type { Part } from './part.ts';

export function createSiftPart(): Part {
  const mask = faceMask();
  return {
    engine: 'sift',
    modelVersion: MODEL_VERSION,
    createDescriber() {
      const cv = openCv();
      const detector = new cv.SIFTDetector({ ...SIFT });
      return ({ portrait }) => describeFace(detector, portrait, mask);
    },
  };
}
