import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createSceneComposer, loadPortrait, type Portrait } from '@hadir/camera';
import { cropPixels, encodeJpeg, resizePixels } from '@hadir/vision/pixels';

/** Real people in group photos that an npm package carries, boxed as a frontal face detector boxes them. */
const FACES = {
  ada: { photo: 'sample6.jpg', x: 243, y: 509, size: 258 },
  budi: { photo: 'sample6.jpg', x: 1155, y: 338, size: 236 },
  citra: { photo: 'sample6.jpg', x: 1445, y: 284, size: 267 },
  stranger: { photo: 'sample3.jpg', x: 1480, y: 314, size: 249 },
} as const;

export type Person = keyof typeof FACES;

const load = (name: string): Promise<Buffer> =>
  readFile(createRequire(import.meta.url).resolve(`@vladmandic/face-api/demo/${name}`));

async function portraitOf(person: Person): Promise<Portrait> {
  const { photo, x, y, size } = FACES[person];
  const face = { x, y, width: size, height: size };
  return loadPortrait({ bytes: await load(photo), face, label: person });
}

const door = createSceneComposer('door');

/** What a camera over the door sends of these people, standing side by side: another frame for each number. */
export async function frameOf(people: readonly Person[], number: number): Promise<Buffer> {
  const portraits = await Promise.all(people.map(portraitOf));
  const scene = await door.compose(portraits, {
    seed: String(number),
    facePx: people.length > 1 ? 140 : 180,
  });
  return scene.jpeg;
}

/** A photo for enrolment: head and shoulders of one person. `number` from 1 on; each is taken a little further away. */
export async function photoOf(person: Person, number: number): Promise<Buffer> {
  const { pixels, face } = await portraitOf(person);
  const margin = face.width * 0.45;
  const side = face.width + 2 * margin;
  const crop = cropPixels(pixels, { x: face.x - margin, y: face.y - margin, width: side, height: side });
  const width = Math.round(crop.pixels.width * (1.05 - 0.05 * number));
  return encodeJpeg(await resizePixels(crop.pixels, width, width), 92);
}

/** A wall and nothing else. */
export function emptyFrame(): Promise<Buffer> {
  return encodeJpeg({ width: 640, height: 480, data: Buffer.alloc(640 * 480 * 3, 128) }, 80);
}
