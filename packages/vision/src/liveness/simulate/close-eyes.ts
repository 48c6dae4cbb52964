import type { Pixels } from '../../pixels/index.ts';
import { draw, sample, smooth } from './draw.ts';
import type { Subject } from './subject.ts';

/** Half axes of what the lids cover, how far below the eye skin is taken from, and where the lashes lie, in distances of the eyes. */
const LID = { halfWidth: 0.33, halfHeight: 0.2, skinBelow: 0.4, lashes: 0.1, lashHalf: 0.045 } as const;

/** The face with its eyes painted over: skin from below the eyes, and a line for the lashes. */
export function closeEyes(subject: Subject): Subject {
  const { pixels, leftEye, rightEye } = subject;
  const eyes = Math.hypot(rightEye.x - leftEye.x, rightEye.y - leftEye.y);
  const closed: Pixels = { ...pixels, data: Buffer.from(pixels.data) };
  for (const eye of [leftEye, rightEye]) {
    const reach = eyes * LID.halfWidth * 1.2;
    const region = { left: eye.x - reach, right: eye.x + reach, top: eye.y - reach, bottom: eye.y + reach };
    draw(closed, region, (x, y, into) => {
      const [across, down] = [(x - eye.x) / eyes, (y - eye.y) / eyes];
      // Compressed towards one row, so that no cheek's shadow comes along.
      sample(pixels, x, eye.y + eyes * (LID.skinBelow + down * 0.3), into);
      const lashes = LID.lashes - 0.35 * across * across;
      if (Math.abs(down - lashes) < LID.lashHalf && Math.abs(across) < LID.halfWidth * 0.85) {
        for (let channel = 0; channel < 3; channel++) into[channel] = (into[channel] ?? 0) * 0.45;
      }
      return smooth((1 - Math.hypot(across / LID.halfWidth, down / LID.halfHeight)) / 0.25);
    });
  }
  return { ...subject, pixels: closed };
}
