import { cropPixels, decodePixels, type Pixels } from '@hadir/vision/pixels';

/** A rectangle in pixels of its picture, from the top left. */
export type Box = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** Finds the face to show in a photo, as the vision engine's detector boxes it. */
export type FindFace = (photo: Buffer) => Promise<Box | undefined>;

export type ScenePhoto = {
  /** A JPEG, PNG or PGM file's bytes. */
  readonly bytes: Buffer;
  /** Who it is, for whoever watches the run; never sent. */
  readonly label: string;
  /** Where the face is; found by `findFace` unless given. */
  readonly face?: Box;
};

/** A photo made ready: decoded, with its face known. */
export type Portrait = { readonly pixels: Pixels; readonly face: Box; readonly label: string };

export class NoFaceInPhoto extends Error {
  override readonly name = 'NoFaceInPhoto';

  constructor() {
    super('no face was found in a photo: take another, or say where its face is');
  }
}

/** How far around the face's centre a photo is kept, in face widths: the head with hair and neck, and room to turn it. */
const KEPT = 1.6;

export async function loadPortrait(photo: ScenePhoto, findFace?: FindFace): Promise<Portrait> {
  const face = photo.face ?? (await findFace?.(photo.bytes));
  if (!face || face.width <= 0 || face.height <= 0) throw new NoFaceInPhoto();
  const { pixels, left, top } = cropPixels(await decodePixels(photo.bytes), {
    x: face.x + face.width * (0.5 - KEPT),
    y: face.y + face.height / 2 - face.width * KEPT,
    width: face.width * KEPT * 2,
    height: face.width * KEPT * 2,
  });
  return { pixels, label: photo.label, face: { ...face, x: face.x - left, y: face.y - top } };
}
