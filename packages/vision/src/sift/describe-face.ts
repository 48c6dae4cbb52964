import type { Template } from '../face-engine.ts';
import { withMats } from '../image/with-mats.ts';
import type { KeyPoint, Mat, SiftDetector } from '../open-cv-types.ts';
import { openCv } from '../pixels/open-cv.ts';
import { CROP_PX, FACE_ELLIPSE, MAX_FEATURES } from './recipe.ts';
import { DESCRIPTOR, type Feature, packTemplate } from './sift-template.ts';

/** The SIFT features of an aligned face, upright: alignment has already turned it, and orientation would forget which way up. */
export async function describeFace(sift: SiftDetector, face: Mat, mask: Mat): Promise<Template> {
  const found = distinct(await sift.detectAsync(face, mask));
  if (found.length === 0) return packTemplate([], new Float32Array());
  return withMats(async (keep) => {
    const mat = keep(await sift.computeAsync(face, found));
    const bytes = await mat.getDataAsync();
    const descriptors = new Float32Array(bytes.buffer, bytes.byteOffset, mat.rows * DESCRIPTOR);
    if (mat.rows !== found.length) throw new Error('SIFT described other features than it was given');
    return packTemplate(found.map(toFeature), descriptors);
  });
}

/** One upright feature for each place and size, the strongest ones. */
function distinct(keyPoints: readonly KeyPoint[]): KeyPoint[] {
  const cv = openCv();
  const places = new Map<string, KeyPoint>();
  for (const { pt, size, response, octave, class_id } of keyPoints) {
    const upright = new cv.KeyPoint(pt, size, 0, response, octave, class_id);
    places.set(`${pt.x} ${pt.y} ${size}`, upright);
  }
  return [...places.values()].toSorted((a, b) => b.response - a.response).slice(0, MAX_FEATURES);
}

function toFeature({ pt, size }: KeyPoint): Feature {
  return { x: pt.x / CROP_PX, y: pt.y / CROP_PX, scale: Math.log2(size / CROP_PX) };
}

/** White where the face is, black around it. The caller frees it. */
export function faceMask(): Mat {
  const cv = openCv();
  const mask = new cv.Mat(CROP_PX, CROP_PX, cv.CV_8UC1, 0);
  const { x, y, width, height } = FACE_ELLIPSE;
  const white = new cv.Vec3(255, 255, 255);
  const centre = new cv.Point2(CROP_PX * x, CROP_PX * y);
  mask.drawEllipse(centre, new cv.Size(CROP_PX * width, CROP_PX * height), 0, 0, 360, white, -1);
  return mask;
}
