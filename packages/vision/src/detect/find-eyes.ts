import type { Box, Landmarks, Point } from '../face-engine.ts';
import { withMats } from '../image/with-mats.ts';
import type { Cascade, Mat } from '../open-cv-types.ts';
import { openCv } from '../pixels/open-cv.ts';
import type { Cascades } from './load-cascades.ts';

/** Where the detector's box holds the eyes, in shares of its width: the mean over ORL and LFW (standard deviation 0.02). */
const EYE_LEVEL = 0.39;
const EYE_DISTANCE = 0.375;

/** Where an eye is looked for, in shares of the box. */
const SEARCH = { top: 0.18, height: 0.4, left: 0.08, right: 0.48, width: 0.44 };
const SEARCH_WIDTH_PX = 80;
const MIN_EYE_PX = 22;
const EYE_NEIGHBOURS = 2;

/** Beyond these a pair is something else: eyebrows, nostrils, a frame of glasses. */
const DISTANCE_SHARES = { least: 0.26, most: 0.5 };
const MOST_TILT_RADIANS = 0.5;

export type FoundEyes = Landmarks & {
  /** Whether one at least was seen, not only supposed. */
  readonly seen: boolean;
};

/** The eyes of a face. Where they are not seen, the box says where they usually are. */
export async function findEyes(cascades: Cascades['eyes'], grey: Mat, box: Box): Promise<FoundEyes> {
  const left = await findEye(cascades.left, grey, searchArea(box, SEARCH.left));
  const right = await findEye(cascades.right, grey, searchArea(box, SEARCH.right));
  return { ...completeEyes(box, left, right), seen: left !== undefined || right !== undefined };
}

/** Both eyes from what was seen of them: the missing one level with the other, or both where the box has them. */
export function completeEyes(box: Box, left: Point | undefined, right: Point | undefined): Landmarks {
  const distance = box.width * EYE_DISTANCE;
  if (left && right && arePlausible(box, left, right)) return { leftEye: left, rightEye: right };
  if (left && !right) return { leftEye: left, rightEye: { x: left.x + distance, y: left.y } };
  if (right && !left) return { leftEye: { x: right.x - distance, y: right.y }, rightEye: right };
  const centre = box.x + box.width / 2;
  const y = box.y + box.width * EYE_LEVEL;
  return { leftEye: { x: centre - distance / 2, y }, rightEye: { x: centre + distance / 2, y } };
}

function arePlausible(box: Box, left: Point, right: Point): boolean {
  const share = (right.x - left.x) / box.width;
  const tilt = Math.atan2(right.y - left.y, right.x - left.x);
  return (
    share >= DISTANCE_SHARES.least && share <= DISTANCE_SHARES.most && Math.abs(tilt) <= MOST_TILT_RADIANS
  );
}

function searchArea(box: Box, left: number): Box {
  return {
    x: Math.round(box.x + box.width * left),
    y: Math.round(box.y + box.width * SEARCH.top),
    width: Math.round(box.width * SEARCH.width),
    height: Math.round(box.width * SEARCH.height),
  };
}

async function findEye(cascades: readonly Cascade[], grey: Mat, area: Box): Promise<Point | undefined> {
  const cv = openCv();
  const x = Math.max(0, area.x);
  const y = Math.max(0, area.y);
  const width = Math.min(grey.cols - x, area.width);
  const height = Math.min(grey.rows - y, area.height);
  if (width < MIN_EYE_PX / 2 || height < MIN_EYE_PX / 2) return undefined;
  return withMats(async (keep) => {
    const region = keep(grey.getRegion(new cv.Rect(x, y, width, height)));
    const scale = SEARCH_WIDTH_PX / width;
    const search = keep(await region.resizeAsync(Math.round(height * scale), SEARCH_WIDTH_PX));
    for (const cascade of cascades) {
      const eye = await strongest(cascade, search);
      if (eye) return { x: x + eye.x / scale, y: y + eye.y / scale };
    }
    return undefined;
  });
}

/** The centre of the eye that most windows agree on. */
async function strongest(cascade: Cascade, search: Mat): Promise<Point | undefined> {
  const cv = openCv();
  const minSize = new cv.Size(MIN_EYE_PX, MIN_EYE_PX);
  const found = await cascade.detectMultiScaleAsync(search, 1.1, EYE_NEIGHBOURS, 0, minSize);
  const best = found.numDetections.indexOf(Math.max(...found.numDetections));
  const eye = found.objects[best];
  return eye && { x: eye.x + eye.width / 2, y: eye.y + eye.height / 2 };
}
