import { availableParallelism } from 'node:os';
import { type Cascades, loadCascades } from '../detect/load-cascades.ts';
import type { Extraction, FaceEngine } from '../face-engine.ts';
import { createNetworks, type Networks } from '../network/create-networks.ts';
import type { Models } from '../network/find-models.ts';
import { openCv } from '../pixels/open-cv.ts';
import { createPool, type Pool } from '../pool.ts';
import { extractFaces } from './extract-faces.ts';
import type { Describe, Part } from './part.ts';

/** What one image in work holds alone: networks and cascades answer wrongly when two calls share them, without an error. */
export type Tools = {
  readonly networks: Networks | undefined;
  /** Loaded when first asked: with networks they serve only portraits in which these see no face. */
  cascades(): Cascades;
  readonly describers: readonly Describe[];
};

export type ExtractorOptions = {
  readonly parts: readonly Part[];
  /** None: faces are found by cascades. */
  readonly models: Models | undefined;
  /** Images in work at once; more wait. The machine's cores unless set. */
  readonly concurrency?: number | undefined;
  /** A folder with OpenCV's haarcascade_*.xml files, in place of those of the binding's package. */
  readonly cascadeDir?: string | undefined;
};

/** How many faces of an image are described unless the caller says. */
const MAX_FACES = 16;

/** What turns images into faces with templates of every part. Rejects when OpenCV or a cascade cannot be loaded. */
export async function createExtractor(options: ExtractorOptions): Promise<FaceEngine['extract']> {
  const { parts, models, cascadeDir, concurrency = availableParallelism() } = options;
  // Work is spread over images; threads within one would only fight over the cores.
  openCv().setNumThreads(1);
  const usable = models?.detect && models.landmarks ? models : undefined;
  const tools: Pool<Tools> = createPool(concurrency, () => {
    let cascades: Cascades | undefined;
    return {
      networks: usable && createNetworks(usable),
      cascades: () => {
        cascades ??= loadCascades(cascadeDir);
        return cascades;
      },
      describers: parts.map((part) => part.createDescriber()),
    };
  });
  // Fails here, not at the first frame.
  await tools.use(async (lent) => {
    lent.cascades();
  });
  return (image: Buffer, { maxFaces = MAX_FACES } = {}): Promise<Extraction> =>
    tools.use((lent) => extractFaces({ lent, tools, image, maxFaces }));
}
