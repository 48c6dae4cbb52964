import { fivePoints } from '../align/five-points.ts';
import type { Box } from '../face-engine.ts';
import type { WorkingImage } from '../image/working-image.ts';
import type { Networks } from '../network/create-networks.ts';
import { arePlausible } from './are-plausible.ts';
import { detectFaces, isSurelyFace } from './detect-faces.ts';
import type { SeenFace } from './seen-face.ts';
import { squareOfFace } from './square-of-face.ts';

/** A smaller face holds too little to tell people apart, px. */
const MIN_FACE_PX = 30;

/** The faces of a colour image by the networks, largest first. Windows whose landmarks are not those of a face are left out. */
export async function seeWithNetworks(
  networks: Networks,
  { mat, enlarged }: WorkingImage,
  maxFaces: number,
): Promise<SeenFace[]> {
  const windows = (await detectFaces(networks, mat))
    .toSorted((a, b) => b.box.height - a.box.height)
    .slice(0, maxFaces);
  const faces: SeenFace[] = [];
  for (const window of windows) {
    if (!(await isSurelyFace(networks, mat, window))) continue;
    const face = await lookCloser(networks, mat, window.box);
    if (face && (enlarged || face.box.width >= MIN_FACE_PX)) faces.push(face);
  }
  return faces.toSorted((a, b) => b.box.width - a.box.width);
}

/** The landmarks of a face in a window; undefined when they do not lie as those of a face do. */
export async function lookCloser(
  networks: Networks,
  image: WorkingImage['mat'],
  drawn: Box,
): Promise<SeenFace | undefined> {
  const points = await networks.landmarks(image, drawn);
  if (!points || !arePlausible(points)) return undefined;
  const landmarks = fivePoints(points);
  return { landmarks, points, drawn, box: squareOfFace(landmarks) };
}
