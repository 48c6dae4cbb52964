import { alignFace, arcfaceCrop } from '../align/align-face.ts';
import type { Part } from '../extract/part.ts';
import { withMats } from '../image/with-mats.ts';
import type { Models } from '../network/find-models.ts';
import { BadModel, modelVersion } from '../network/model-card.ts';
import { packVector, toUnitLength } from './deep-template.ts';

export type DeepPart = Part & {
  readonly engine: 'deep';
  /** Components of a template. */
  readonly dimension: number;
};

/** Describes a face by the vector that the feature network makes of it. Throws BadModel when a network for it is missing. */
export function createDeepPart({ feature, detect, landmarks }: Models): DeepPart {
  if (!feature || !detect || !landmarks) {
    throw new BadModel('the deep engine needs the networks "detect", "landmarks" and "feature"');
  }
  const version = modelVersion(feature.card);
  const plan = arcfaceCrop(feature.card.input.width);
  return {
    engine: 'deep',
    modelVersion: version,
    dimension: feature.card.outputs[0]?.length ?? 0,
    createDescriber:
      () =>
      ({ image, landmarks: places, networks }) =>
        withMats(async (keep) => {
          if (!networks) throw new BadModel('the deep engine was given no networks');
          const crop = await alignFace(image, places, plan, keep);
          return packVector(toUnitLength(await networks.feature(crop)), version);
        }),
  };
}
