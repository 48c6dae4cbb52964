import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ScenePhoto } from '@hadir/camera';
import type { Pixels } from '@hadir/vision/pixels';
import type { Cast } from './cast.ts';
import { classmates, type GroupPhotoFace, strangers } from './group-photo-people.ts';

/** How much of the photo around a face is kept, in face widths: hair and chin, and not the neighbours. */
const MARGIN = 0.45;
const CROP_QUALITY = 95;

/** The demo class and its strangers, cropped from the group photos that @vladmandic/face-api carries. */
export async function groupPhotoCast(): Promise<Cast> {
  // Loads OpenCV, which whoever runs no demo does without.
  const pixels = await import('@hadir/vision/pixels');
  const open = photoOpener(pixels.decodePixels);
  const crop = async (face: GroupPhotoFace, label: string): Promise<ScenePhoto> =>
    cropFace(await open(face.photo), face, label, pixels);
  const known = classmates.map(async (person) => {
    const photo = await crop(person, person.number);
    return { number: person.number, name: person.name, enrolPhotos: [photo.bytes], probes: [photo] };
  });
  const others = strangers.map((face, number) => crop(face, `stranger ${number + 1}`));
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

async function cropFace(
  photo: Pixels,
  { x, y, size }: GroupPhotoFace,
  label: string,
  { cropPixels, encodeJpeg }: typeof import('@hadir/vision/pixels'),
): Promise<ScenePhoto> {
  const margin = size * MARGIN;
  const side = size + 2 * margin;
  const crop = cropPixels(photo, { x: x - margin, y: y - margin, width: side, height: side });
  return {
    bytes: await encodeJpeg(crop.pixels, CROP_QUALITY),
    label,
    face: { x: x - crop.left, y: y - crop.top, width: size, height: size },
  };
}
