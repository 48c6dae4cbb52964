import { blurPixels, encodeJpeg, type Pixels } from '@hadir/vision/pixels';
import { createRandom } from '../random.ts';
import { paintBackground } from './background.ts';
import { paintPerson } from './paint-person.ts';
import type { Box, Portrait } from './portrait.ts';
import { createNoiseTable, expose } from './sensor.ts';
import { libjpegQuality } from './sensor-quality.ts';
import { chooseStand, type Frame, type StandOptions } from './stand.ts';

/** How much a frame may differ from what was asked; every one is drawn anew for each frame. */
export type SceneVariation = Omit<StandOptions, 'facePx' | 'place'> & {
  /** Standard deviation of the lens's blur, from 0 up to this many pixels. */
  readonly blurPx: number;
  /** Light more or less, as a fraction. */
  readonly exposureVariation: number;
  /** See `SensorOptions`. */
  readonly noise: number;
};

export type SceneOptions = {
  /** `vga` is 640 × 480, `svga` 800 × 600. Default `vga`. */
  readonly size?: 'vga' | 'svga';
  /** The same seed gives the same bytes, whatever was composed before. */
  readonly seed: string;
  /** Width of the face's box in the frame. Default 120. */
  readonly facePx?: number;
  /** Centre of the face as fractions of the frame; for one person. */
  readonly place?: { readonly x: number; readonly y: number };
  /** The OV2640's own scale: 0 best, 63 worst. Default 12, the stock setting. */
  readonly sensorQuality?: number;
  readonly variation?: Partial<SceneVariation>;
};

export type SceneFace = { readonly label: string; readonly box: Box; readonly turnDeg: number };

/** A frame, and where its faces are by construction. */
export type Scene = { readonly jpeg: Buffer; readonly faces: readonly SceneFace[] };

/** Composes the frames of one camera: it hangs in one place, so its background stays. */
export type SceneComposer = {
  compose(portraits: readonly Portrait[], options: SceneOptions): Promise<Scene>;
};

const SIZES = { vga: { width: 640, height: 480 }, svga: { width: 800, height: 600 } } as const;

const USUAL: SceneVariation = {
  scaleVariation: 0.04,
  turnVariationDeg: 4,
  placeVariation: 0.04,
  blurPx: 0.8,
  exposureVariation: 0.12,
  noise: 1,
};

export function createSceneComposer(cameraSeed: string): SceneComposer {
  const noise = createNoiseTable(createRandom(`noise/${cameraSeed}`));
  const backgrounds = new Map<string, Promise<Pixels>>();
  const background = (size: 'vga' | 'svga', frame: Frame): Promise<Pixels> => {
    const known = backgrounds.get(size) ?? paintBackground(frame, createRandom(`background/${cameraSeed}`));
    backgrounds.set(size, known);
    return known;
  };
  return {
    async compose(portraits, options) {
      const { size = 'vga', facePx = 120, sensorQuality = 12, place } = options;
      const variation = { ...USUAL, ...options.variation };
      const random = createRandom(`scene/${cameraSeed}/${options.seed}`);
      const frame = SIZES[size];
      const canvas = copyOf(await background(size, frame));
      const faces: SceneFace[] = [];
      for (const [number, portrait] of portraits.entries()) {
        const wanted: StandOptions = {
          ...variation,
          facePx,
          ...(place && portraits.length === 1 ? { place } : {}),
        };
        const stand = chooseStand(frame, { number, count: portraits.length }, wanted, random);
        await paintPerson(canvas, portrait, stand);
        faces.push({ label: portrait.label, turnDeg: stand.turnDeg, box: boxOf(stand) });
      }
      const seen = await blurPixels(canvas, random.between(0, variation.blurPx));
      const exposure = 1 + random.between(-variation.exposureVariation, variation.exposureVariation);
      expose(seen, { exposure, noise: variation.noise }, noise, random);
      return { jpeg: await encodeJpeg(seen, libjpegQuality(sensorQuality)), faces };
    },
  };
}

function copyOf(pixels: Pixels): Pixels {
  return { ...pixels, data: Buffer.from(pixels.data) };
}

function boxOf({ x, y, facePx }: { readonly x: number; readonly y: number; readonly facePx: number }): Box {
  return { x: x - facePx / 2, y: y - facePx / 2, width: facePx, height: facePx };
}
