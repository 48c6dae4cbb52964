import type { Box, Landmarks, Point } from '../../face-engine.ts';
import { cropPixels, decodePixels, type Pixels, resizePixels } from '../../pixels/index.ts';

/** A photo of a face made ready to be shown: about `FACE_PX` wide, and not much larger than the head. */
export type Subject = {
  readonly pixels: Pixels;
  /** The middle of the face's box, px. */
  readonly centre: Point;
  /** Width of the face's box, px: the unit that everything is drawn in. */
  readonly facePx: number;
  readonly leftEye: Point;
  readonly rightEye: Point;
};

const FACE_PX = 160;
/** How far around the face's centre the photo is kept, in face widths. */
const KEPT = 1.7;

export async function prepareSubject(
  photo: Buffer,
  face: { readonly box: Box; readonly landmarks: Landmarks },
): Promise<Subject> {
  const { box, landmarks } = face;
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const { pixels, left, top } = cropPixels(await decodePixels(photo), {
    x: middle.x - KEPT * box.width,
    y: middle.y - KEPT * box.width,
    width: 2 * KEPT * box.width,
    height: 2 * KEPT * box.width,
  });
  const scale = FACE_PX / box.width;
  const sized = (px: number): number => Math.max(1, Math.round(px * scale));
  const move = ({ x, y }: Point): Point => ({ x: (x - left) * scale, y: (y - top) * scale });
  return {
    pixels: await resizePixels(pixels, sized(pixels.width), sized(pixels.height)),
    centre: move(middle),
    facePx: FACE_PX,
    leftEye: move(landmarks.leftEye),
    rightEye: move(landmarks.rightEye),
  };
}

/** How far a picture goes to both sides of the face, in face widths. */
export type Shown = { readonly halfWidth: number; readonly halfHeight: number };

export function shownOf({ pixels, centre, facePx }: Subject): Shown {
  return {
    halfWidth: Math.min(centre.x, pixels.width - centre.x) / facePx,
    halfHeight: Math.min(centre.y, pixels.height - centre.y) / facePx,
  };
}
