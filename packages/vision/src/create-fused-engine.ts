import type { EngineOptions } from './create-sift-engine.ts';
import { compareDeep } from './deep/build-deep-gallery.ts';
import { createDeepPart } from './deep/deep-part.ts';
import { isDeep, parseDeep, serializeDeep } from './deep/deep-template.ts';
import { createExtractor } from './extract/create-extractor.ts';
import { createSiftPart } from './extract/sift-part.ts';
import type { FaceEngine, Template } from './face-engine.ts';
import { buildFusedGallery } from './fused/build-fused-gallery.ts';
import { checkFusionParts, readFusion } from './fused/fusion.ts';
import { unlearnedFusion } from './fused/unlearned-fusion.ts';
import type { Models } from './network/find-models.ts';
import { compareTemplates } from './sift/compare-templates.ts';
import { parseTemplate, serializeTemplate } from './sift/sift-template.ts';

export type FusedEngineOptions = EngineOptions & {
  readonly models: Models;
  /** A file that `hadir fusion learn` made; the shipped one unless named. `unlearned`: scores are cosines. */
  readonly fusion?: string | undefined;
};

/**
 * Both engines on the same faces: the network searches, SIFT checks whom it short-lists, and a learned fusion makes one score.
 * Rejects with BadModel when a network is missing, and with BadFusion when the fusion is not for these engines.
 */
export async function createFusedEngine({
  models,
  fusion: wanted,
  ...options
}: FusedEngineOptions): Promise<FaceEngine> {
  const deep = createDeepPart(models);
  const sift = createSiftPart();
  const parts = [deep, sift].map(({ engine, modelVersion }) => ({ engine, modelVersion }));
  const fusion = wanted === 'unlearned' ? unlearnedFusion(parts) : await readFusion(wanted);
  checkFusionParts(fusion, parts);
  return {
    name: 'fused',
    parts,
    calibration: fusion.calibration,
    extract: await createExtractor({ ...options, models, parts: [deep, sift] }),
    serializeTemplate: (template) => (isDeep(template) ? serializeDeep : serializeTemplate)(template),
    parseTemplate: (engine, bytes) =>
      engine === 'deep'
        ? parseDeep(engine, bytes, deep.modelVersion, deep.dimension)
        : parseTemplate(engine, bytes),
    buildGallery: (people, galleryOptions) => buildFusedGallery(fusion, people, galleryOptions),
    compare: (one, other) => (haveDeep(one, other) ? compareDeep : compareTemplates)(one, other),
    close: async () => {},
  };
}

function haveDeep(...faces: readonly (readonly Template[])[]): boolean {
  return faces.every((templates) => templates.some(isDeep));
}
