import { blurPixels, type Pixels, resizePixels } from '@hadir/vision/pixels';
import type { Random } from '../random.ts';
import type { Frame } from './stand.ts';

/** What a door camera sees when nobody is there: a rough, unevenly lit wall with a door frame, a notice board and a floor. */
export async function paintBackground(frame: Frame, random: Random): Promise<Pixels> {
  const wall = await resizePixels(unevenLight(random), frame.width, frame.height);
  for (const { grainPx, steps } of ROUGHNESS) await roughen(wall, grainPx, steps, random);
  for (const patch of furniture(frame, random)) fillPatch(wall, patch);
  return blurPixels(wall, 0.6);
}

/** Adds shading in spots of about `grainPx`, as plaster and its stains have. */
async function roughen(wall: Pixels, grainPx: number, steps: number, random: Random): Promise<void> {
  const width = Math.ceil(wall.width / grainPx);
  const height = Math.ceil(wall.height / grainPx);
  const spots = { width, height, data: Buffer.alloc(width * height * 3) };
  for (let at = 0; at < spots.data.length; at += 3)
    spots.data.fill(128 + steps * random.normal(), at, at + 3);
  const grain = await resizePixels(spots, wall.width, wall.height);
  for (let at = 0; at < wall.data.length; at += 1) {
    wall.data[at] = Math.min(255, Math.max(0, (wall.data[at] ?? 0) + (grain.data[at] ?? 128) - 128));
  }
}

type Patch = {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly gain: Colour;
};
type Colour = readonly [blue: number, green: number, red: number];

/** The wall's shading: size of its spots in pixels, and their standard deviation in 8-bit steps. */
const ROUGHNESS = [
  { grainPx: 40, steps: 1.5 },
  { grainPx: 3, steps: 4 },
] as const;

/** A few large patches of light; enlarged smoothly they are a wall's shading. */
function unevenLight(random: Random): Pixels {
  const [width, height] = [8, 6];
  const base = random.between(105, 165);
  const tint: Colour = [random.between(0.9, 1), random.between(0.95, 1.02), random.between(0.98, 1.08)];
  const data = Buffer.alloc(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const light = base + random.between(-22, 22);
    for (let channel = 0; channel < 3; channel += 1) data[pixel * 3 + channel] = light * (tint[channel] ?? 1);
  }
  return { width, height, data };
}

function furniture(frame: Frame, random: Random): readonly Patch[] {
  const { width, height } = frame;
  const doorLeft = width * random.between(0.02, 0.12);
  const boardLeft = width * random.between(0.72, 0.82);
  const floor = { left: 0, top: height * 0.88, right: width, bottom: height };
  const door = { left: doorLeft, top: height * 0.06, right: doorLeft + width * 0.03, bottom: floor.top };
  const board = {
    left: boardLeft,
    top: height * 0.15,
    right: boardLeft + width * 0.16,
    bottom: height * 0.45,
  };
  return [
    { ...floor, gain: tone(0.55, 0.75, random) },
    { ...door, gain: tone(0.5, 0.7, random) },
    { ...board, gain: tone(0.75, 1.25, random) },
    ...writing(board, height, random),
  ];
}

function tone(low: number, high: number, random: Random): Colour {
  const light = random.between(low, high);
  return [light * random.between(0.85, 1.1), light, light * random.between(0.95, 1.15)];
}

/** Two columns of lines on the notice board, too small to read. */
function writing(
  { left, top, right }: Omit<Patch, 'gain'>,
  frameHeight: number,
  random: Random,
): readonly Patch[] {
  const column = (right - left) / 2;
  return Array.from({ length: 24 }, (_, line) => {
    const lineLeft = left + column * (0.1 + (line % 2));
    const lineTop = top + frameHeight * (0.02 + 0.02 * Math.floor(line / 2));
    return {
      left: lineLeft,
      top: lineTop,
      right: lineLeft + column * random.between(0.4, 0.8),
      bottom: lineTop + frameHeight * 0.008,
      gain: [0.6, 0.6, 0.6],
    };
  });
}

function fillPatch({ width, data }: Pixels, { left, top, right, bottom, gain }: Patch): void {
  for (let y = Math.floor(top); y < Math.floor(bottom); y += 1) {
    for (let x = Math.floor(left); x < Math.floor(right); x += 1) {
      const at = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        data[at + channel] = Math.min(255, (data[at + channel] ?? 0) * (gain[channel] ?? 1));
      }
    }
  }
}
