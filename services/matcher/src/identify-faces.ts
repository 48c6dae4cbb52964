import { type Identification, identify, type MatchRule } from '@hadir/domain';
import type { Candidate, Face, Gallery } from '@hadir/vision';

export type SeenFace = {
  /** The face's place in the frame, as the engine found them. */
  readonly faceNumber: number;
  readonly face: Face;
  readonly identification: Identification;
};

/** Compares every face of a frame with the gallery and decides them together. */
export async function identifyFaces(
  gallery: Pick<Gallery, 'search'>,
  faces: readonly Face[],
  rule: MatchRule,
): Promise<SeenFace[]> {
  const candidates: (readonly Candidate[])[] = [];
  for (const { templates } of faces) candidates.push((await gallery.search(templates)).candidates);
  const identifications = identify(candidates, rule);
  return identifications.map((identification, faceNumber) => {
    const face = faces[faceNumber];
    if (!face) throw new Error(`no face ${faceNumber}`);
    return { faceNumber, face, identification };
  });
}
