import { alignFace, movePoints, planCrop } from '../align/align-face.ts';
import { seeWithCascades } from '../detect/see-with-cascades.ts';
import { lookCloser, seeWithNetworks } from '../detect/see-with-networks.ts';
import type { SeenFace } from '../detect/seen-face.ts';
import type { Extraction, Face, Template } from '../face-engine.ts';
import { cropEvidence } from '../image/crop-evidence.ts';
import { decodeImage } from '../image/decode-image.ts';
import { type Keep, withMats } from '../image/with-mats.ts';
import { toWorkingImage, type WorkingImage } from '../image/working-image.ts';
import type { Mat } from '../open-cv-types.ts';
import { openCv } from '../pixels/open-cv.ts';
import type { Pool } from '../pool.ts';
import { measureEyes } from '../quality/measure-eyes.ts';
import { measureQuality } from '../quality/measure-quality.ts';
import { CROP_PX, EYES } from '../sift/recipe.ts';
import { startStopwatch } from '../stopwatch.ts';
import type { Tools } from './create-extractor.ts';
import { readSigns } from './read-signs.ts';

export type Order = {
  /** Those that this image has alone. */
  readonly lent: Tools;
  /** Where to borrow some again, for what is asked of a face later. */
  readonly tools: Pool<Tools>;
  readonly image: Buffer;
  readonly maxFaces: number;
};

const PORTRAIT = planCrop(CROP_PX, EYES);

export async function extractFaces(order: Order): Promise<Extraction> {
  const { lent, image, maxFaces } = order;
  return withMats(async (keep) => {
    const lap = startStopwatch();
    const given = keep(await decodeImage(image, lent.networks ? 'bgr' : 'grey'));
    const working = await toWorkingImage(given, keep);
    const decode = lap();
    const seen = await see(lent, working, maxFaces);
    const detect = lap();
    const faces: Face[] = [];
    for (const face of seen) faces.push(await describe(order, working, face));
    return {
      faces,
      width: given.cols,
      height: given.rows,
      timings: { decode, detect, describe: lap() },
    };
  });
}

/**
 * The networks see what the cascades see and more, but for tiny portraits: in these the cascades get a try when the
 * networks find nobody.
 */
async function see(lent: Tools, working: WorkingImage, maxFaces: number): Promise<SeenFace[]> {
  const { networks } = lent;
  if (!networks) return seeWithCascades(lent.cascades(), working, maxFaces);
  const seen = await seeWithNetworks(networks, working, maxFaces);
  if (seen.length > 0 || !working.enlarged) return seen;
  const faces: SeenFace[] = [];
  for (const face of await seeWithCascades(lent.cascades(), working, maxFaces)) {
    faces.push((await lookCloser(networks, working.mat, face.drawn)) ?? face);
  }
  return faces;
}

async function describe(order: Order, working: WorkingImage, seen: SeenFace): Promise<Face> {
  const { lent, tools, image } = order;
  const { landmarks, points } = seen;
  const { networks } = lent;
  return withMats(async (keep) => {
    const portrait = await makePortrait(working.mat, seen, keep);
    const templates: Template[] = [];
    for (const describer of lent.describers) {
      templates.push(await describer({ image: working.mat, landmarks, portrait, networks }));
    }
    const box = working.boxToGiven(seen.box);
    const eyesClosed = networks && points ? await measureEyes(networks, working.mat, points) : null;
    return {
      box,
      landmarks: movePoints(landmarks, working.toGiven),
      quality: await measureQuality({ portrait, sizePx: box.width, landmarks, points, eyesClosed }),
      templates,
      signs: (wanted) => tools.use((other) => readSigns(other.networks, image, seen, wanted)),
      crop: () => cropEvidence(image, box),
    };
  });
}

/** The face upright and grey. */
async function makePortrait(image: Mat, { landmarks }: SeenFace, keep: Keep): Promise<Mat> {
  const aligned = await alignFace(image, landmarks, PORTRAIT, keep);
  return aligned.channels === 1 ? aligned : keep(await aligned.cvtColorAsync(openCv().COLOR_BGR2GRAY));
}
