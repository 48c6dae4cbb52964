import { createHash } from 'node:crypto';
import type { Box } from '../face-engine.ts';
import {
  blurPixels,
  cropPixels,
  decodePixels,
  encodeJpeg,
  type Pixels,
  resizePixels,
} from '../pixels/index.ts';
import type { Condition } from './condition.ts';

/** VGA, what an ESP32-CAM sends when asked for a face at a door. */
const FRAME = { width: 640, height: 480 } as const;
/** A small plastic lens: detail of a pixel or two is lost. */
const LENS_SIGMA_PX = 0.7;

/** Standard deviations in 8-bit steps at noise 1: read noise everywhere, shot noise at white; more in blue and red. */
const READ_NOISE = 1.5;
const SHOT_NOISE = 3.5;
const CHANNEL_GAIN = [1.4, 1, 1.2] as const;
const NOISE_VALUES = 2 ** 16;
const NOISE_SEED = 'sensor noise';

/**
 * The photo as a simulated camera sees it: scaled so that the face at `face` (px of the photo) is `condition.faceWidthPx` wide,
 * in the middle of a plain wall, through a lens, with sensor noise, as a JPEG. The same `seed` gives the same bytes.
 */
export async function cameraFrame(
  photo: Buffer,
  face: Box,
  condition: Condition & { readonly faceWidthPx: number },
  seed: string,
): Promise<Buffer> {
  const scale = condition.faceWidthPx / face.width;
  const [width, height] = [FRAME.width / scale, FRAME.height / scale];
  const x = face.x + face.width / 2 - width / 2;
  const y = face.y + face.height / 2 - height / 2;
  const pixels = await decodePixels(photo);
  const {
    pixels: cut,
    left,
    top,
  } = cropPixels(pixels, {
    x: Math.max(0, x),
    y: Math.max(0, y),
    width: Math.min(pixels.width, x + width) - Math.max(0, x),
    height: Math.min(pixels.height, y + height) - Math.max(0, y),
  });
  const scaled = await resizePixels(cut, lengthOf(cut.width * scale), lengthOf(cut.height * scale));
  const frame = plainWall(scaled);
  paste(frame, scaled, Math.round((left - x) * scale), Math.round((top - y) * scale));
  const seen = await blurPixels(frame, LENS_SIGMA_PX);
  expose(seen, condition, createUniform(seed));
  return encodeJpeg(seen, condition.jpegQuality);
}

/** Of the photo's mean colour, a little lighter above than below. */
function plainWall({ data }: Pixels): Pixels {
  const sums = [0, 0, 0];
  for (let at = 0; at < data.length; at++) sums[at % 3] = (sums[at % 3] ?? 0) + (data[at] ?? 0);
  const mean = sums.map((sum) => (sum * 3) / data.length);
  const wall = Buffer.alloc(FRAME.width * FRAME.height * 3);
  for (let at = 0; at < wall.length; at++) {
    const row = Math.floor(at / (FRAME.width * 3));
    wall[at] = Math.min(255, (mean[at % 3] ?? 0) * (1.1 - (0.2 * row) / FRAME.height));
  }
  return { ...FRAME, data: wall };
}

/** Lays a picture into another; what sticks out by rounding is cut. */
function paste(frame: Pixels, { width, height, data }: Pixels, left: number, top: number): void {
  const columns = Math.min(width, frame.width - left);
  for (let row = 0; row < Math.min(height, frame.height - top); row++) {
    const from = row * width * 3;
    data.copy(frame.data, ((top + row) * frame.width + left) * 3, from, from + columns * 3);
  }
}

function lengthOf(px: number): number {
  return Math.max(1, Math.round(px));
}

/** Exposure and noise, in place: shot noise grows with the light, read noise is everywhere. */
function expose(
  { width, height, data }: Pixels,
  { exposure, noise }: Condition,
  uniform: () => number,
): void {
  const normals = noiseTable();
  const light = Float32Array.from({ length: 256 }, (_, value) => Math.min(255, value * exposure));
  const deviation = light.map((value) => noise * Math.hypot(READ_NOISE, SHOT_NOISE * Math.sqrt(value / 255)));
  for (let row = 0; row < height; row++) {
    let drawn = Math.floor(uniform() * NOISE_VALUES);
    for (let at = row * width * 3, end = at + width * 3; at < end; at++) {
      const value = data[at] ?? 0;
      drawn = (drawn + 1) % NOISE_VALUES;
      const grain = (deviation[value] ?? 0) * (CHANNEL_GAIN[at % 3] ?? 1) * (normals[drawn] ?? 0);
      data[at] = Math.min(255, Math.max(0, Math.round((light[value] ?? 0) + grain)));
    }
  }
}

let normals: Float32Array | undefined;

/** Normal numbers (Box–Muller), made once. */
function noiseTable(): Float32Array {
  if (normals) return normals;
  const uniform = createUniform(NOISE_SEED);
  normals = Float32Array.from(
    { length: NOISE_VALUES },
    () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
  return normals;
}

/** Uniform in [0, 1), the same for the same seed (mulberry32, Tommy Ettinger; its state from the seed's SHA-256). */
function createUniform(seed: string): () => number {
  let state = createHash('sha256').update(seed).digest().readInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
