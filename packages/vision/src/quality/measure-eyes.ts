import type { Box, Point } from '../face-engine.ts';
import type { Networks } from '../network/create-networks.ts';
import type { Mat } from '../open-cv-types.ts';

/** Corner to corner and the lids between, in the iBUG scheme. */
const EYES = [
  { outer: 36, inner: 39, lids: [37, 38, 40, 41] },
  { outer: 42, inner: 45, lids: [43, 44, 46, 47] },
];
/** The network saw eyes with so much around them, as a share of their width. */
const MARGIN_SHARE = 1.6;

/** How surely both eyes are closed, 0 to 1: what the more open one says. Null without the network, or an eye outside the image. */
export async function measureEyes(
  networks: Networks,
  image: Mat,
  points: readonly Point[],
): Promise<number | null> {
  const closed: number[] = [];
  for (const eye of EYES) {
    const share = await networks.eyeClosed(image, areaOf(points, eye));
    if (share === null) return null;
    closed.push(share);
  }
  return Math.min(...closed);
}

function areaOf(points: readonly Point[], { outer, inner, lids }: (typeof EYES)[number]): Box {
  const at = (place: number): Point => points[place] ?? { x: 0, y: 0 };
  const centre = lids
    .map(at)
    .reduce((sum, { x, y }) => ({ x: sum.x + x / 4, y: sum.y + y / 4 }), { x: 0, y: 0 });
  const side = Math.hypot(at(inner).x - at(outer).x, at(inner).y - at(outer).y) * MARGIN_SHARE;
  return { x: centre.x - side / 2, y: centre.y - side / 2, width: side, height: side };
}
