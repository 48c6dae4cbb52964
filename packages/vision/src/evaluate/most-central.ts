import type { Box, Extraction, Face } from '../face-engine.ts';

/** Of a photo that belongs to one person it is theirs; others stand around. */
export function mostCentral({ faces, width, height }: Extraction): Face | undefined {
  const fromCentre = ({ box }: Face): number =>
    Math.hypot(box.x + box.width / 2 - width / 2, box.y + box.height / 2 - height / 2);
  return faces.toSorted((a, b) => fromCentre(a) - fromCentre(b))[0];
}

/** LFW's photos are 2.2 times the width of the face that was found in them. */
const USUAL_SHARE = 0.45;

/** Where the face of a portrait is when none was found. */
export function usualPlace({ width, height }: Extraction): Box {
  const side = Math.min(width, height) * USUAL_SHARE;
  return { x: (width - side) / 2, y: (height - side) / 2, width: side, height: side };
}
