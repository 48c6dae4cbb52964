import type { EngineOptions } from './create-sift-engine.ts';
import { buildDeepGallery, compareDeep } from './deep/build-deep-gallery.ts';
import { createDeepPart } from './deep/deep-part.ts';
import { parseDeep, serializeDeep } from './deep/deep-template.ts';
import { createExtractor } from './extract/create-extractor.ts';
import type { FaceEngine } from './face-engine.ts';
import type { Models } from './network/find-models.ts';

/** The engine on a network's vectors. Rejects with BadModel when a network for it is missing. */
export async function createDeepEngine({
  models,
  ...options
}: EngineOptions & { readonly models: Models }): Promise<FaceEngine> {
  const part = createDeepPart(models);
  const { engine, modelVersion, dimension } = part;
  return {
    name: 'deep',
    parts: [{ engine, modelVersion }],
    extract: await createExtractor({ ...options, models, parts: [part] }),
    serializeTemplate: serializeDeep,
    parseTemplate: (wanted, bytes) => parseDeep(wanted, bytes, modelVersion, dimension),
    buildGallery: buildDeepGallery,
    compare: compareDeep,
    close: async () => {},
  };
}
