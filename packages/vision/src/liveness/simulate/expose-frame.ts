import { blurPixels, encodeJpeg, type Pixels } from '../../pixels/index.ts';
import type { Random } from './random.ts';

/** A small plastic lens: detail of a pixel or two is lost. */
const LENS_SIGMA_PX = 0.7;
/** Standard deviation of a classroom's sensor noise, 8-bit steps. */
const NOISE_LEVELS = 3;
const NOISE_VALUES = 4096;
/** libjpeg's; about an OV2640's quality 10. */
const JPEG_QUALITY = 72;

/** What a camera makes of what is before it. */
export async function exposeFrame(scene: Pixels, random: Random): Promise<Buffer> {
  const seen = await blurPixels(scene, LENS_SIGMA_PX);
  const noise = Float32Array.from({ length: NOISE_VALUES }, () => NOISE_LEVELS * random.normal());
  let drawn = 0;
  for (let at = 0; at < seen.data.length; at++) {
    // A stride that is prime to the table, begun anew at random, so that no pattern is left.
    if (at % 4093 === 0) drawn = Math.floor(random.uniform() * NOISE_VALUES);
    drawn = (drawn + 1) % NOISE_VALUES;
    const level = (seen.data[at] as number) + (noise[drawn] as number);
    seen.data[at] = level < 0 ? 0 : Math.min(255, level);
  }
  return encodeJpeg(seen, JPEG_QUALITY);
}
