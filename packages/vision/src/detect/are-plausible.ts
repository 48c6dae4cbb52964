import { fivePoints } from '../align/five-points.ts';
import type { Point } from '../face-engine.ts';

/** The eyes are at least so far apart, as a share of their way to the mouth: less is a profile or no face. */
const LEAST_EYES = 0.25;
const MOST_EYES = 2.5;

/** Whether 68 points lie as those of a face do: the left eye left of the right one, mouth below, nose between. */
export function arePlausible(points: readonly Point[]): boolean {
  const { leftEye, rightEye, nose, leftMouth, rightMouth } = fivePoints(points);
  const [across, down] = [rightEye.x - leftEye.x, rightEye.y - leftEye.y];
  const width = Math.hypot(across, down);
  if (across <= 0 || width < 4) return false;
  const depth = ({ x, y }: Point): number => ((y - leftEye.y) * across - (x - leftEye.x) * down) / width;
  const mouth = (depth(leftMouth) + depth(rightMouth)) / 2;
  if (mouth <= 0 || rightMouth.x <= leftMouth.x) return false;
  const share = width / mouth;
  return share > LEAST_EYES && share < MOST_EYES && depth(nose) > -0.1 * mouth && depth(nose) < 1.1 * mouth;
}
