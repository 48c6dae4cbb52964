import { pictureOf, type Sheet } from './draw-sheet.ts';
import type { Random } from './random.ts';
import { type Shown, type Subject, shownOf } from './subject.ts';

/** A print of a photo: a unit of it is a face width. */
export function printOf(subject: Subject, random: Random): Sheet {
  const { pixels, centre, facePx } = subject;
  const shown = shownOf(subject);
  const dotPitchPx = random.between(0.9, 2.2);
  const dots = random.between(0.12, 0.3);
  const glare = { u: random.between(-0.8, 0.8), v: random.between(-1, 0.2), level: random.between(20, 60) };
  return {
    halfWidth: Math.min(random.between(1, 1.4), shown.halfWidth),
    halfHeight: Math.min(random.between(1.3, 1.6), shown.halfHeight),
    margin: random.between(0.06, 0.2),
    marginLevel: random.between(195, 235),
    picture: pictureOf(pixels, centre, facePx),
    finish: (u, v, _channel, level, unitPx) => {
      // A print has less contrast than what it shows; its dots lie at 45 degrees and darken what is not white.
      const printed = 25 + level * 0.8;
      const pitch = dotPitchPx / unitPx;
      const wave =
        Math.cos((2 * Math.PI * (u + v)) / (pitch * Math.SQRT2)) *
        Math.cos((2 * Math.PI * (u - v)) / (pitch * Math.SQRT2));
      const shine = glare.level * Math.exp(-((u - glare.u) ** 2 + (v - glare.v) ** 2) / 0.18);
      return printed * (1 + dots * wave * (1 - printed / 255)) + shine;
    },
  };
}

/** A screen that shows a picture: its pixels are stripes of red, green and blue between black lines. */
export function screenOf(picture: Sheet['picture'], shown: Shown, random: Random): Sheet {
  const pitchPx = random.between(0.7, 2.4);
  const depth = random.between(0.15, 0.35);
  const light = random.between(1, 1.25);
  return {
    halfWidth: Math.min(random.between(1.05, 1.5), shown.halfWidth),
    halfHeight: Math.min(random.between(1.35, 1.7), shown.halfHeight),
    margin: random.between(0.08, 0.22),
    marginLevel: random.between(8, 35),
    picture,
    finish: (u, v, channel, level, unitPx) => {
      const pitch = pitchPx / unitPx;
      const stripe = Math.cos(2 * Math.PI * (u / pitch + channel / 3));
      const line = Math.cos((2 * Math.PI * v) / pitch);
      return 12 + level * light * (1 + depth * stripe * 0.7 + depth * line * 0.5);
    },
  };
}
