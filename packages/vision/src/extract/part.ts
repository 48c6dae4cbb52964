import type { EnginePart, Landmarks, Template } from '../face-engine.ts';
import type { Networks } from '../network/create-networks.ts';
import type { Mat } from '../open-cv-types.ts';

/** A face in an image in work, as its describers see it. Matrices are freed by the caller. */
export type FaceView = {
  /** BGR when there are networks, else grey. */
  readonly image: Mat;
  /** px of the image. */
  readonly landmarks: Landmarks;
  /** Grey, upright, in SIFT's crop. */
  readonly portrait: Mat;
  /** Those of this image in work alone. */
  readonly networks: Networks | undefined;
};

export type Describe = (view: FaceView) => Promise<Template>;

/** What makes the templates of one engine. */
export type Part = {
  readonly engine: EnginePart;
  readonly modelVersion: string;
  /** A describer for one image at a time. */
  createDescriber(): Describe;
};
