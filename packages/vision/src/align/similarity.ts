import type { Point } from '../face-engine.ts';

/** Rows of the 2×3 matrix that takes a place in the image to its place in the crop: turned, scaled and moved, never skewed. */
export type Similarity = readonly [readonly [number, number, number], readonly [number, number, number]];

/** The similarity that brings points nearest to where they should lie, in least squares (Umeyama 1991, without mirroring). */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): Similarity {
  const [a, b] = [centre(from), centre(to)];
  let [along, across, spread] = [0, 0, 0];
  from.forEach((point, at) => {
    const target = to[at] ?? b;
    const [dx, dy] = [point.x - a.x, point.y - a.y];
    const [ex, ey] = [target.x - b.x, target.y - b.y];
    along += dx * ex + dy * ey;
    across += dx * ey - dy * ex;
    spread += dx * dx + dy * dy;
  });
  const cos = spread > 0 ? along / spread : 1;
  const sin = spread > 0 ? across / spread : 0;
  return [
    [cos, -sin, b.x - (cos * a.x - sin * a.y)],
    [sin, cos, b.y - (sin * a.x + cos * a.y)],
  ];
}

/** How much longer a stretch is in the crop than in the image. */
export function scaleOf([[cos], [sin]]: Similarity): number {
  return Math.hypot(cos, sin);
}

/** Where a place of the image comes to lie in the crop. */
export function mapPoint([[a, b, tx], [c, d, ty]]: Similarity, { x, y }: Point): Point {
  return { x: a * x + b * y + tx, y: c * x + d * y + ty };
}

function centre(points: readonly Point[]): Point {
  const sum = points.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}
