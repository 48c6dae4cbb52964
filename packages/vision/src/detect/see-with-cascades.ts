import { withMats } from '../image/with-mats.ts';
import type { WorkingImage } from '../image/working-image.ts';
import { openCv } from '../pixels/open-cv.ts';
import { findEyes } from './find-eyes.ts';
import { findFaces } from './find-faces.ts';
import type { Cascades } from './load-cascades.ts';
import type { SeenFace } from './seen-face.ts';

/** The faces of an image by cascades, largest first. */
export async function seeWithCascades(
  cascades: Cascades,
  image: WorkingImage,
  maxFaces: number,
): Promise<SeenFace[]> {
  const cv = openCv();
  return withMats(async (keep) => {
    const { mat } = image;
    const grey = mat.channels === 1 ? mat : keep(await mat.cvtColorAsync(cv.COLOR_BGR2GRAY));
    const faces: SeenFace[] = [];
    for (const { box, isSure } of await findFaces(cascades.faces, { ...image, mat: grey }, maxFaces)) {
      const { seen, ...landmarks } = await findEyes(cascades.eyes, grey, box);
      if (seen || isSure) faces.push({ landmarks, points: undefined, drawn: box, box });
    }
    return faces;
  });
}
