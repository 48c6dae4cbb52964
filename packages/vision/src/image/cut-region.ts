import type { Box } from '../face-engine.ts';
import type { Mat } from '../open-cv-types.ts';
import { openCv } from '../pixels/open-cv.ts';
import type { Keep } from './with-mats.ts';

/** A part of an image, whole px, inside it. */
export type Region = { readonly mat: Mat; readonly box: Box };

/** The part of a box that lies inside the image, not copied; undefined when less than 2 px of it do. */
export function cutRegion(image: Mat, wanted: Box, keep: Keep): Region | undefined {
  const cv = openCv();
  const x = Math.max(0, Math.round(wanted.x));
  const y = Math.max(0, Math.round(wanted.y));
  const width = Math.min(image.cols, Math.round(wanted.x + wanted.width)) - x;
  const height = Math.min(image.rows, Math.round(wanted.y + wanted.height)) - y;
  if (width < 2 || height < 2) return undefined;
  return { mat: keep(image.getRegion(new cv.Rect(x, y, width, height))), box: { x, y, width, height } };
}
