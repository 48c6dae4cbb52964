import { blurPixels, type Pixels } from '../../pixels/index.ts';
import type { Colour } from './draw.ts';
import type { Random } from './random.ts';

const PANELS = 26;

/** A lit wall with shelves, a door frame and notices, so that there is something that can stay behind a moving face. */
export async function paintRoom(width: number, height: number, random: Random): Promise<Pixels> {
  const data = Buffer.alloc(width * height * 3);
  const [light, lean] = [random.between(110, 170), random.between(-0.3, 0.3)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const level = light * (1 + lean * (x / width - 0.5) - 0.2 * (y / height - 0.5));
      data.fill(Math.max(0, Math.min(255, level)), (y * width + x) * 3, (y * width + x) * 3 + 3);
    }
  }
  const room = { width, height, data };
  for (let panel = 0; panel < PANELS; panel++) fillPanel(room, random);
  return blurPixels(room, 1.2);
}

function fillPanel({ width, height, data }: Pixels, random: Random): void {
  const [left, top] = [random.between(-0.05, 0.98) * width, random.between(-0.05, 0.95) * height];
  const right = Math.min(width, left + random.between(0.03, 0.16) * width);
  const bottom = Math.min(height, top + random.between(0.05, 0.3) * height);
  const shade = random.between(0.55, 1.3);
  const gain: Colour = [shade * random.between(0.85, 1.15), shade, shade * random.between(0.85, 1.15)];
  for (let y = Math.max(0, Math.floor(top)); y < bottom; y++) {
    for (let x = Math.max(0, Math.floor(left)); x < right; x++) {
      const at = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel++) {
        data[at + channel] = Math.min(255, (data[at + channel] ?? 0) * (gain[channel] ?? 1));
      }
    }
  }
}
