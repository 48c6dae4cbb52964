import type { Affine } from '@hadir/vision/pixels';
import type { Random } from '../random.ts';
import type { Box } from './portrait.ts';

/** Where and how a face stands in a scene. */
export type Stand = {
  /** Centre of the face's box in the scene. */
  readonly x: number;
  readonly y: number;
  /** Width of the face's box in the scene, before any turn. */
  readonly facePx: number;
  /** Clockwise. */
  readonly turnDeg: number;
};

export type Frame = { readonly width: number; readonly height: number };

export type StandOptions = {
  readonly facePx: number;
  /** Centre of the face as fractions of the frame; side by side at a door camera's eye height unless given. */
  readonly place?: { readonly x: number; readonly y: number };
  /** How far the size may be off from what was asked, as a fraction. */
  readonly scaleVariation: number;
  /** How far to either side a head may be turned. */
  readonly turnVariationDeg: number;
  /** How far from its place a face may be, as a fraction of the frame. */
  readonly placeVariation: number;
};

/** Where the person of this number stands among `count`; the face stays within the frame. */
export function chooseStand(
  frame: Frame,
  { number, count }: { readonly number: number; readonly count: number },
  options: StandOptions,
  random: Random,
): Stand {
  const { scaleVariation, turnVariationDeg, placeVariation } = options;
  const place = options.place ?? { x: (number + 0.5) / count, y: 0.42 };
  const facePx = options.facePx * (1 + random.between(-scaleVariation, scaleVariation));
  const turnDeg = random.between(-turnVariationDeg, turnVariationDeg);
  const x = (place.x + random.between(-placeVariation, placeVariation)) * frame.width;
  const y = (place.y + random.between(-placeVariation, placeVariation)) * frame.height;
  return { facePx, turnDeg, x: within(x, facePx, frame.width), y: within(y, facePx, frame.height) };
}

/** Maps pixels of a photo onto the scene, so that its face stands as asked. */
export function photoToScene(face: Box, { x, y, facePx, turnDeg }: Stand): Affine {
  const scale = facePx / face.width;
  const cos = Math.cos((turnDeg * Math.PI) / 180) * scale;
  const sin = Math.sin((turnDeg * Math.PI) / 180) * scale;
  const centreX = face.x + face.width / 2;
  const centreY = face.y + face.height / 2;
  return [cos, -sin, x - cos * centreX + sin * centreY, sin, cos, y - sin * centreX - cos * centreY];
}

function within(centre: number, size: number, limit: number): number {
  const margin = Math.min(size * 0.6, limit / 2);
  return Math.min(limit - margin, Math.max(margin, centre));
}
