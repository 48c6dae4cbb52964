import type { Box, Landmarks } from '../face-engine.ts';
import { type GreyImage, meanAround } from './grey-image.ts';

/**
 * Grey levels, whole, at fixed places; at most 64 in all. The domain's Surround. An even slope of light across the ring is taken
 * away and its mean is 128: a lit wall slopes alike wherever the face is.
 */
export type Surround = {
  readonly ring: readonly number[];
  readonly background: readonly number[];
  readonly inner: readonly number[];
};

/** Side of the squares whose mean is taken, in face widths, in distances of the eyes, and in image heights. */
const RING_SIDE = 0.16;
const INNER_SIDE = 0.3;
const BACKGROUND_SIDE = 0.06;

/** Beside and above the head, in face boxes from the face's centre: beyond hair and ears, above the shoulders. */
const RING: readonly (readonly [number, number])[] = [
  ...[-1.3, -1.05, 1.05, 1.3].flatMap((x) => [-0.6, -0.3, 0, 0.3].map((y) => [x, y] as const)),
  ...[-0.75, -0.25, 0.25, 0.75].flatMap((x) => [-1.3, -1.1].map((y) => [x, y] as const)),
];
/** In shares of the image. */
const BACKGROUND: readonly (readonly [number, number])[] = [0.1, 0.3, 0.5, 0.7].flatMap((y) =>
  [0.04, 0.2, 0.4, 0.6, 0.8, 0.96].map((x) => [x, y] as const),
);
/** In distances of the eyes from between them. */
const INNER: readonly (readonly [number, number])[] = [-0.3, 0.15, 0.6, 1.1].flatMap((y) =>
  [-0.6, -0.2, 0.2, 0.6].map((x) => [x, y] as const),
);

/** What lies around a face and within it, so that frames can be compared later without their pixels. */
export function measureSurround(image: GreyImage, box: Box, { leftEye, rightEye }: Landmarks): Surround {
  const centre = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const along = { x: rightEye.x - leftEye.x, y: rightEye.y - leftEye.y };
  const between = { x: (leftEye.x + rightEye.x) / 2, y: (leftEye.y + rightEye.y) / 2 };
  const eyes = Math.hypot(along.x, along.y);
  const levelAt = (x: number, y: number, side: number): number => Math.round(meanAround(image, x, y, side));
  return {
    ring: withoutSlope(
      RING.map(([x, y]) =>
        levelAt(centre.x + x * box.width, centre.y + y * box.height, RING_SIDE * box.width),
      ),
    ),
    background: BACKGROUND.map(([x, y]) =>
      levelAt(x * image.width, y * image.height, BACKGROUND_SIDE * image.height),
    ),
    inner: INNER.map(([x, y]) =>
      levelAt(
        between.x + x * along.x - y * along.y,
        between.y + x * along.y + y * along.x,
        INNER_SIDE * eyes,
      ),
    ),
  };
}

/** The middle of the ring's places, which lie above the face rather than below it. */
const MEAN_PLACE = {
  x: RING.reduce((sum, [x]) => sum + x, 0) / RING.length,
  y: RING.reduce((sum, [, y]) => sum + y, 0) / RING.length,
} as const;

/** The ring is as much to the left as to the right, so the slopes across and down do not depend on each other. */
function withoutSlope(levels: readonly number[]): number[] {
  const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
  const slope = (of: (place: readonly [number, number]) => number): number => {
    const along = RING.reduce((sum, place, at) => sum + of(place) * ((levels[at] ?? mean) - mean), 0);
    return along / RING.reduce((sum, place) => sum + of(place) ** 2, 0);
  };
  const across = slope(([x]) => x - MEAN_PLACE.x);
  const down = slope(([, y]) => y - MEAN_PLACE.y);
  return levels.map((level, at) => {
    const [x, y] = RING[at] ?? [0, 0];
    const rest = level - mean - across * (x - MEAN_PLACE.x) - down * (y - MEAN_PLACE.y);
    return Math.max(0, Math.min(255, Math.round(128 + rest)));
  });
}
