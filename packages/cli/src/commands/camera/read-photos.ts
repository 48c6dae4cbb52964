import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { CliError } from '../../cli-error.ts';

export type PhotoFile = {
  /** The folder's name for `DIR/<person>/photo.jpg`, else the file's without its ending. */
  readonly label: string;
  readonly file: string;
  readonly bytes: Buffer;
};

const IMAGE = new Set(['.jpg', '.jpeg', '.png', '.pgm']);
/** All are held in memory while the camera runs. */
const MOST_PHOTOS = 500;

/** Photos in a folder and in its folders, one for each person, in the order of their names. */
export async function readPhotos(folder: string): Promise<PhotoFile[]> {
  const found = await listImages(folder);
  if (found.length === 0) {
    throw new CliError('no-photos', `${folder} holds no photos.`, 'Put .jpg, .png or .pgm files into it.');
  }
  if (found.length > MOST_PHOTOS) {
    const fix = 'Choose a smaller folder.';
    throw new CliError('too-many-photos', `${folder} holds more than ${MOST_PHOTOS} photos.`, fix);
  }
  return Promise.all(found.map(async (each) => ({ ...each, bytes: await readFile(each.file) })));
}

async function listImages(folder: string): Promise<Omit<PhotoFile, 'bytes'>[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new CliError('no-folder', `${folder} cannot be read as a folder.`, 'Check the path.', error);
  });
  const images: Omit<PhotoFile, 'bytes'>[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const inside = (await readdir(path)).filter(isImage).toSorted();
      images.push(...inside.map((name) => ({ label: entry.name, file: join(path, name) })));
    } else if (isImage(entry.name)) {
      images.push({ label: entry.name.slice(0, -extname(entry.name).length), file: path });
    }
  }
  return images;
}

function isImage(name: string): boolean {
  return IMAGE.has(extname(name).toLowerCase());
}
