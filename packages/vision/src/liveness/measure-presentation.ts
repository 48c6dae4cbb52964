import type { Box, Face, Landmarks } from '../face-engine.ts';
import { decodeImage } from '../image/decode-image.ts';
import { findBorder } from './find-border.ts';
import { findMoire } from './find-moire.ts';
import type { GreyImage } from './grey-image.ts';
import { measureSurround, type Surround } from './measure-surround.ts';

/** The domain's ScreenCues: 0 nothing of it, 1 all. */
export type ScreenCues = { readonly border: number; readonly moire: number };

/** What a liveness sample needs of a frame beyond what its engine measured. */
export type PresentationMeasures = { readonly surround: Surround; readonly screen: ScreenCues };

function measureScreenCues(image: GreyImage, box: Box): ScreenCues {
  return { border: round(findBorder(image, box)), moire: round(findMoire(image, box)) };
}

/**
 * Measures every face of one frame, in their order; boxes and landmarks in pixels of the frame. Decodes it again, in grey.
 * Rejects with BadImage.
 */
export async function measurePresentations(
  image: Buffer,
  faces: readonly Pick<Face, 'box' | 'landmarks'>[],
): Promise<PresentationMeasures[]> {
  if (faces.length === 0) return [];
  const mat = await decodeImage(image, 'grey');
  try {
    const grey: GreyImage = { width: mat.cols, height: mat.rows, data: await mat.getDataAsync() };
    return faces.map(({ box, landmarks }) => measureFace(grey, box, landmarks));
  } finally {
    mat.release();
  }
}

function measureFace(grey: GreyImage, box: Box, landmarks: Landmarks): PresentationMeasures {
  return { surround: measureSurround(grey, box, landmarks), screen: measureScreenCues(grey, box) };
}

/** Kept for each frame of each face, as text. */
function round(share: number): number {
  return Math.round(share * 1000) / 1000;
}
