import { type Pixels, resizePixels, warpPixels } from '@hadir/vision/pixels';
import { createRandom, type Random } from '../random.ts';
import type { Box, Portrait } from './portrait.ts';
import { photoToScene, type Stand } from './stand.ts';

/** Paints shoulders and, over them, the head from the photo, its edge faded into the scene. */
export async function paintPerson(scene: Pixels, portrait: Portrait, stand: Stand): Promise<void> {
  paintShoulders(scene, stand, createRandom(`clothes/${portrait.label}`));
  const { pixels, face } = await shrink(portrait, stand.facePx);
  const onScene = await warpPixels(pixels, photoToScene(face, stand), scene.width, scene.height);
  const opacity = headOpacity(pixels, face, stand);
  blend(scene, regionOf(scene, stand, 1.4), opacity, (at, channel) => onScene.data[at + channel] ?? 0);
}

/** A photo much larger than the scene is shrunk by areas first, because warping picks single pixels. */
async function shrink({ pixels, face }: Portrait, facePx: number): Promise<{ pixels: Pixels; face: Box }> {
  const scale = facePx / face.width;
  if (scale > 0.6) return { pixels, face };
  const width = Math.max(1, Math.round(pixels.width * scale));
  const height = Math.max(1, Math.round(pixels.height * scale));
  const [sx, sy] = [width / pixels.width, height / pixels.height];
  return {
    pixels: await resizePixels(pixels, width, height),
    face: { x: face.x * sx, y: face.y * sy, width: face.width * sx, height: face.height * sy },
  };
}

type Opacity = (x: number, y: number) => number;
type Region = {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
};

/** Half axes of the head's oval and how far below the face's centre it lies, in face widths: hair, chin and some neck. */
const HEAD = { halfWidth: 0.8, halfHeight: 1.1, below: 0.06, fade: 0.22 } as const;

function headOpacity(photo: Pixels, face: Box, { x, y, facePx, turnDeg }: Stand): Opacity {
  const cos = Math.cos((-turnDeg * Math.PI) / 180);
  const sin = Math.sin((-turnDeg * Math.PI) / 180);
  const toPhoto = face.width / facePx;
  const centre = { x: face.x + face.width / 2, y: face.y + face.height / 2 };
  const edge = face.width * 0.08;
  return (sceneX, sceneY) => {
    const across = (cos * (sceneX - x) - sin * (sceneY - y)) * toPhoto;
    const down = (sin * (sceneX - x) + cos * (sceneY - y)) * toPhoto;
    const px = centre.x + across;
    const py = centre.y + down;
    const inside = Math.min(px, py, photo.width - 1 - px, photo.height - 1 - py) / edge;
    const radius = length(
      across / face.width / HEAD.halfWidth,
      (down / face.width - HEAD.below) / HEAD.halfHeight,
    );
    return smooth(Math.min(inside, (1 - radius) / HEAD.fade));
  };
}

function paintShoulders(scene: Pixels, { x, y, facePx }: Stand, random: Random): void {
  const light = random.between(45, 150);
  const colour = [
    light * random.between(0.6, 1.3),
    light * random.between(0.7, 1.1),
    light * random.between(0.6, 1.3),
  ];
  const [halfWidth, halfHeight, below] = [facePx * 1.25, facePx * 1.2, facePx * 1.85];
  const opacity: Opacity = (sceneX, sceneY) =>
    smooth((1 - length((sceneX - x) / halfWidth, (sceneY - y - below) / halfHeight)) / 0.06);
  const region = { ...regionOf(scene, { x, y, facePx }, 1.4), bottom: scene.height };
  const fold = facePx * random.between(0.25, 0.5);
  const lean = random.between(-0.6, 0.6);
  blend(scene, region, opacity, (at, channel) => {
    const across = Math.floor(at / 3) % scene.width;
    const down = Math.floor(at / 3 / scene.width);
    return (colour[channel] ?? 0) * (1 + 0.14 * Math.sin((across + lean * down) / fold));
  });
}

function regionOf(scene: Pixels, { x, y, facePx }: Omit<Stand, 'turnDeg'>, reach: number): Region {
  return {
    left: Math.max(0, Math.floor(x - facePx * reach)),
    top: Math.max(0, Math.floor(y - facePx * reach)),
    right: Math.min(scene.width, Math.ceil(x + facePx * reach)),
    bottom: Math.min(scene.height, Math.ceil(y + facePx * reach)),
  };
}

function blend(
  { width, data }: Pixels,
  { left, top, right, bottom }: Region,
  opacity: Opacity,
  colourAt: (at: number, channel: number) => number,
): void {
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const share = opacity(x, y);
      if (share <= 0) continue;
      const at = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        const under = data[at + channel] ?? 0;
        data[at + channel] = under + share * (colourAt(at, channel) - under) + 0.5;
      }
    }
  }
}

/** Math.hypot guards against overflow, which costs most of the time here. */
function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

/** From 0 at 0 to 1 at 1, without a visible edge. */
function smooth(t: number): number {
  const clamped = Math.min(1, Math.max(0, t));
  return clamped * clamped * (3 - 2 * clamped);
}
