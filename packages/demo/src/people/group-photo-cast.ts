import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ScenePhoto } from '@hadir/camera';
import type { Pixels } from '@hadir/vision/pixels';
import type { Cast } from './cast.ts';
import { classmates, type GroupPhotoFace, strangers } from './group-photo-people.ts';

/** How much of the photo around a face is kept, in face widths: for a scene hair and chin, to enrol the face alone. */
const SCENE_MARGIN = 0.35;
const ENROL_MARGIN = 0.25;
const CROP_QUALITY = 95;

/** The demo class and its strangers, cropped from the group photos that @vladmandic/face-api carries. */
export async function groupPhotoCast(): Promise<Cast> {
  // Loads OpenCV, which whoever runs no demo does without.
  const pixels = await import('@hadir/vision/pixels');
  const open = photoOpener(pixels.decodePixels);
  const crop = async (face: GroupPhotoFace, margin: number, label: string): Promise<ScenePhoto> =>
    cropFace(await open(face.photo), face, { margin, label, pixels });
  const known = classmates.map(async (person) => {
    const { number, name } = person;
    const enrol = await crop(person, ENROL_MARGIN, number);
    const probe = await crop(person.seen ?? person, SCENE_MARGIN, number);
    return { number, name, enrolPhotos: [enrol.bytes], probes: [probe] };
  });
  const others = strangers.map((face, at) => crop(face, SCENE_MARGIN, `stranger ${at + 1}`));
  return { known: await Promise.all(known), strangers: await Promise.all(others) };
}

function photoOpener(decode: (bytes: Buffer) => Promise<Pixels>): (name: string) => Promise<Pixels> {
  const folder = dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json'));
  const opened = new Map<string, Promise<Pixels>>();
  return (name) => {
    const photo = opened.get(name) ?? readFile(join(folder, 'demo', name)).then(decode);
    opened.set(name, photo);
    return photo;
  };
}

type CropOptions = {
  readonly margin: number;
  readonly label: string;
  readonly pixels: typeof import('@hadir/vision/pixels');
};

async function cropFace(
  photo: Pixels,
  { x, y, size }: GroupPhotoFace,
  { margin, label, pixels }: CropOptions,
): Promise<ScenePhoto> {
  const around = size * margin;
  const side = size + 2 * around;
  const crop = pixels.cropPixels(photo, { x: x - around, y: y - around, width: side, height: side });
  return {
    bytes: await pixels.encodeJpeg(crop.pixels, CROP_QUALITY),
    label,
    face: { x: x - crop.left, y: y - crop.top, width: size, height: size },
  };
}
