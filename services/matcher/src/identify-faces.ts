import { type Identification, identify, type LivenessVerdict, type MatchRule } from '@hadir/domain';
import type { Face, Gallery, Search } from '@hadir/vision';

/** A face of a frame, and whom the gallery finds like it. */
export type FoundFace<Of = Face> = {
  /** The face's place in the frame, as the engine found them. */
  readonly faceNumber: number;
  readonly face: Of;
  readonly search: Search;
};

/** A face that was found and decided. */
export type SeenFace<Of = Face> = FoundFace<Of> & { readonly identification: Identification };

/** Compares every face of a frame with the gallery. */
export async function searchFaces(
  gallery: Pick<Gallery, 'search'>,
  faces: readonly Face[],
): Promise<FoundFace[]> {
  const found: FoundFace[] = [];
  for (const [faceNumber, face] of faces.entries()) {
    found.push({ faceNumber, face, search: await gallery.search(face.templates) });
  }
  return found;
}

/** Decides the faces of a frame together. `verdicts` by face, where a suspected attack is to be refused. */
export function decideFaces(
  found: readonly FoundFace[],
  rule: MatchRule,
  verdicts: readonly (LivenessVerdict | null)[] = [],
): Identification[] {
  return identify(
    found.map(({ face, search }, at) => ({
      ...search,
      quality: face.quality.score,
      liveness: verdicts[at] ?? null,
    })),
    rule,
  );
}
