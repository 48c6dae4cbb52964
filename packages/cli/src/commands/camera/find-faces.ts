import type { ScenePhoto } from '@hadir/camera';
import type { FaceEngine } from '@hadir/vision';
import { CliError } from '../../cli-error.ts';
import type { Context } from '../../command/context.ts';
import { openEngine } from '../../settings/open-engine.ts';
import type { PhotoFile } from './read-photos.ts';

/** The photos with the place of their most central face; those without one are left out and named on stderr. */
export async function findFaces(photos: readonly PhotoFile[], context: Context): Promise<ScenePhoto[]> {
  const { screen } = context;
  const engine = await openEngine(context);
  const found: ScenePhoto[] = [];
  for (const [at, { label, file, bytes }] of photos.entries()) {
    screen.progress(`Looking for faces: ${at + 1} of ${photos.length} photos`);
    const face = await centralFace(engine, bytes);
    if (face) found.push({ bytes, label, face });
    else screen.note(`${file}: no face found, left out`);
  }
  if (found.length > 0) return found;
  throw new CliError(
    'no-face',
    'No photo shows a face.',
    'Take photos from the front, with a face of 80 pixels or more.',
  );
}

async function centralFace(engine: FaceEngine, photo: Buffer): Promise<ScenePhoto['face']> {
  const seen = await engine.extract(photo).catch(unlessBadImage);
  if (!seen) return undefined;
  const { faces, width, height } = seen;
  const fromCentre = ({ x, y, width: w, height: h }: NonNullable<ScenePhoto['face']>): number =>
    Math.hypot(x + w / 2 - width / 2, y + h / 2 - height / 2);
  return faces.map(({ box }) => box).toSorted((a, b) => fromCentre(a) - fromCentre(b))[0];
}

function unlessBadImage(error: unknown): undefined {
  if (error instanceof Error && error.name === 'BadImage') return undefined;
  throw error;
}
