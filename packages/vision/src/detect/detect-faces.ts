import type { Box } from '../face-engine.ts';
import { cutRegion } from '../image/cut-region.ts';
import { withMats } from '../image/with-mats.ts';
import type { Networks } from '../network/create-networks.ts';
import type { Mat } from '../open-cv-types.ts';
import { openCv } from '../pixels/open-cv.ts';
import { planTiles } from './plan-tiles.ts';
import { overlap, type Scored, suppressOverlaps } from './suppress-overlaps.ts';

/** The input of the network, px; it was taught on frames of this shape. */
const INPUT = { width: 320, height: 240 };
const MOST_OVERLAP = 0.4;

/** The faces of a BGR image by the network, surest first; boxes px of the image, from forehead to chin. */
export async function detectFaces(networks: Networks, image: Mat): Promise<Scored[]> {
  const found: Scored[] = [];
  for (const tile of planTiles(image.cols, image.rows)) {
    found.push(...(await detectIn(networks, image, tile)));
  }
  return suppressOverlaps(found, MOST_OVERLAP);
}

/** From here on a window is a face without a second look: of 68 faces in photos the least had .989, of 2 other windows both less than .8. */
const SURE = 0.9;
/** What a second look sees around a window, in heights of it; its sides are those of the input. */
const SECOND_LOOK_HEIGHTS = 2;
const SAME_WINDOW = 0.4;

/** Looks at an unsure window again from near, where an arm or a cushion is no face any more. */
export async function isSurelyFace(networks: Networks, image: Mat, { box, score }: Scored): Promise<boolean> {
  if (score >= SURE) return true;
  const height = SECOND_LOOK_HEIGHTS * box.height;
  const width = (height * INPUT.width) / INPUT.height;
  const [x, y] = [box.x + (box.width - width) / 2, box.y + (box.height - height) / 2];
  const seen = await detectIn(networks, image, { x, y, width, height });
  return seen.some((again) => again.score >= SURE && overlap(again.box, box) >= SAME_WINDOW);
}

async function detectIn(networks: Networks, image: Mat, tile: Box): Promise<Scored[]> {
  const cv = openCv();
  return withMats(async (keep) => {
    const region = cutRegion(image, tile, keep);
    if (!region) return [];
    const { mat, box } = region;
    const interpolation = mat.cols > 2 * INPUT.width ? cv.INTER_AREA : cv.INTER_LINEAR;
    const small = keep(await mat.resizeAsync(INPUT.height, INPUT.width, 0, 0, interpolation));
    const { boxes, scores } = await networks.detect(small);
    const windows: Scored[] = [];
    for (let at = 0; at < scores.length / 2; at++) {
      const score = scores[2 * at + 1] ?? 0;
      if (score < networks.faceThreshold) continue;
      windows.push({ score, box: toBox(boxes.subarray(4 * at, 4 * at + 4), box) });
    }
    return windows;
  });
}

function toBox([left = 0, top = 0, right = 0, bottom = 0]: Float32Array, within: Box): Box {
  return {
    x: within.x + left * within.width,
    y: within.y + top * within.height,
    width: (right - left) * within.width,
    height: (bottom - top) * within.height,
  };
}
