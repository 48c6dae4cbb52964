import { type Identification, identify, type MatchRule } from '@hadir/domain';
import type { Face, Gallery, Search } from '@hadir/vision';

export type SeenFace = {
  /** The face's place in the frame, as the engine found them. */
  readonly faceNumber: number;
  readonly face: Face;
  readonly search: Search;
  readonly identification: Identification;
};

/** Compares every face of a frame with the gallery and decides them together. */
export async function identifyFaces(
  gallery: Pick<Gallery, 'search'>,
  faces: readonly Face[],
  rule: MatchRule,
): Promise<SeenFace[]> {
  const found: Omit<SeenFace, 'identification'>[] = [];
  for (const [faceNumber, face] of faces.entries()) {
    found.push({ faceNumber, face, search: await gallery.search(face.templates) });
  }
  const identifications = identify(
    found.map(({ face, search }) => ({ ...search, quality: face.quality.score })),
    rule,
  );
  return found.map((face, at) => {
    const identification = identifications[at];
    if (!identification) throw new Error(`face ${at} was not decided`);
    return { ...face, identification };
  });
}
