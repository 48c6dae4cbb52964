import { availableParallelism } from 'node:os';
import { findEyes } from './detect/find-eyes.ts';
import { type FoundFace, findFaces } from './detect/find-faces.ts';
import { createTools, type Tools } from './detect/tools.ts';
import type { Extraction, Face, FaceEngine } from './face-engine.ts';
import { cropEvidence } from './image/crop-evidence.ts';
import { decodeImage } from './image/decode-image.ts';
import { type Keep, withMats } from './image/with-mats.ts';
import { toWorkingImage, type WorkingImage } from './image/working-image.ts';
import type { Mat } from './open-cv-types.ts';
import { openCv } from './pixels/open-cv.ts';
import { createPool } from './pool.ts';
import { alignFace } from './sift/align-face.ts';
import { buildGallery } from './sift/build-gallery.ts';
import { compareTemplates } from './sift/compare-templates.ts';
import { describeFace, faceMask } from './sift/describe-face.ts';
import { measureQuality } from './sift/measure-quality.ts';
import { MODEL_VERSION } from './sift/recipe.ts';
import { parseTemplate, serializeTemplate } from './sift/sift-template.ts';
import { startStopwatch } from './stopwatch.ts';

export type SiftEngineOptions = {
  /** Images in work at once; more wait. The machine's cores unless set. */
  readonly concurrency?: number | undefined;
  /** A folder with OpenCV's haarcascade_*.xml files, in place of those of the binding's package. */
  readonly cascadeDir?: string | undefined;
};

/** How many faces of an image are described unless the caller says. */
const MAX_FACES = 16;

/** The engine on SIFT features. Rejects when OpenCV or a cascade cannot be loaded. */
export async function createSiftEngine(options: SiftEngineOptions = {}): Promise<FaceEngine> {
  // Work is spread over images; threads within one would only fight over the cores.
  openCv().setNumThreads(1);
  const tools = createPool(options.concurrency ?? availableParallelism(), () =>
    createTools(options.cascadeDir),
  );
  // Fails here, not at the first frame.
  await tools.use(async () => {});
  const mask = faceMask();
  return {
    name: 'sift',
    parts: [{ engine: 'sift', modelVersion: MODEL_VERSION }],
    extract: (image, { maxFaces = MAX_FACES } = {}) =>
      tools.use((lent) => extract(lent, mask, image, maxFaces)),
    serializeTemplate,
    parseTemplate,
    buildGallery,
    compare: compareTemplates,
    close: async () => {},
  };
}

async function extract(tools: Tools, mask: Mat, image: Buffer, maxFaces: number): Promise<Extraction> {
  return withMats(async (keep) => {
    const lap = startStopwatch();
    const given = keep(await decodeImage(image, 'grey'));
    const working = await toWorkingImage(given, keep);
    const decode = lap();
    const found = await findFaces(tools.faces, working, maxFaces);
    const detect = lap();
    const faces: Face[] = [];
    for (const candidate of found) {
      const face = await describe({ tools, mask, image, working, keep }, candidate);
      if (face) faces.push(face);
    }
    const timings = { decode, detect, describe: lap() };
    return { faces, width: given.cols, height: given.rows, timings };
  });
}

type InWork = {
  readonly tools: Tools;
  readonly mask: Mat;
  readonly image: Buffer;
  readonly working: WorkingImage;
  readonly keep: Keep;
};

/** Undefined when it is no face after all. */
async function describe(
  { tools, mask, image, working, keep }: InWork,
  { box: found, isSure }: FoundFace,
): Promise<Face | undefined> {
  const eyes = await findEyes(tools.eyes, working.grey, found);
  if (!eyes.seen && !isSure) return undefined;
  const aligned = await alignFace(working.grey, eyes, keep);
  const box = working.boxToGiven(found);
  return {
    box,
    landmarks: { leftEye: working.toGiven(eyes.leftEye), rightEye: working.toGiven(eyes.rightEye) },
    quality: await measureQuality(aligned, box.width, eyes),
    templates: [await describeFace(tools.sift, aligned, mask)],
    signs: async () => ({ live: null, expression: null }),
    crop: () => cropEvidence(image, box),
  };
}
