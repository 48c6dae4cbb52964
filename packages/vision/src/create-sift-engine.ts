import { createExtractor } from './extract/create-extractor.ts';
import { createSiftPart } from './extract/sift-part.ts';
import type { FaceEngine } from './face-engine.ts';
import type { Models } from './network/find-models.ts';
import { buildGallery } from './sift/build-gallery.ts';
import { compareTemplates } from './sift/compare-templates.ts';
import { parseTemplate, serializeTemplate } from './sift/sift-template.ts';

export type EngineOptions = {
  /** Images in work at once; more wait. The machine's cores unless set. */
  readonly concurrency?: number | undefined;
  /** A folder with OpenCV's haarcascade_*.xml files, in place of those of the binding's package. */
  readonly cascadeDir?: string | undefined;
};

/** The engine on SIFT features. With networks it finds and aligns faces by these. Rejects when OpenCV or a cascade cannot be loaded. */
export async function createSiftEngine({
  models,
  ...options
}: EngineOptions & { readonly models?: Models | undefined } = {}): Promise<FaceEngine> {
  const part = createSiftPart();
  return {
    name: 'sift',
    parts: [{ engine: part.engine, modelVersion: part.modelVersion }],
    extract: await createExtractor({ ...options, models, parts: [part] }),
    serializeTemplate,
    parseTemplate,
    buildGallery,
    compare: compareTemplates,
    close: async () => {},
  };
}
