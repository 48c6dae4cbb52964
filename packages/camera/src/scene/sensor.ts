import type { Pixels } from '@hadir/vision/pixels';
import type { Random } from '../random.ts';

export type SensorOptions = {
  /** Light against what the exposure was set for; 1 is right. */
  readonly exposure: number;
  /** 1 is a classroom's light; 0 none; 2 or 3 a dim corridor. */
  readonly noise: number;
};

/**
 * Standard deviations in 8-bit steps at `noise: 1`: read noise everywhere, shot noise at white. Chosen so that a grey wall
 * varies by about 3 steps, as indoor frames of an OV2640 do; blue is amplified most, because its filter passes least light.
 */
const READ_NOISE = 1.5;
const SHOT_NOISE = 3.5;
const CHANNEL_NOISE = [1.4, 1, 1.2] as const;

/** Normal numbers to draw noise from: large enough that no pattern shows. */
export type NoiseTable = Float32Array;

const NOISE_VALUES = 2 ** 17;

export function createNoiseTable(random: Random): NoiseTable {
  return Float32Array.from({ length: NOISE_VALUES }, () => random.normal());
}

/** Applies exposure and noise in place: shot noise grows with the light, read noise is everywhere. */
export function expose(
  { width, height, data }: Pixels,
  options: SensorOptions,
  table: NoiseTable,
  random: Random,
): void {
  const responses = CHANNEL_NOISE.map((gain) => response(options, gain));
  const out = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
  for (let y = 0; y < height; y += 1) {
    let drawn = random.integer(NOISE_VALUES);
    for (let at = y * width * 3, end = at + width * 3; at < end; at += 1) {
      const channel = responses[at % 3];
      const value = out[at] ?? 0;
      drawn = (drawn + 1) & (NOISE_VALUES - 1);
      out[at] = (channel?.level[value] ?? 0) + (channel?.deviation[value] ?? 0) * (table[drawn] ?? 0);
    }
  }
}

function response(
  { exposure, noise }: SensorOptions,
  gain: number,
): { level: Float32Array; deviation: Float32Array } {
  const level = Float32Array.from({ length: 256 }, (_, value) => Math.min(255, value * exposure));
  const deviation = level.map(
    (light) => noise * gain * Math.hypot(READ_NOISE, SHOT_NOISE * Math.sqrt(light / 255)),
  );
  return { level, deviation };
}
