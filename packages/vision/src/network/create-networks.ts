import type { Box, Point } from '../face-engine.ts';
import { cutRegion } from '../image/cut-region.ts';
import { withMats } from '../image/with-mats.ts';
import type { Mat } from '../open-cv-types.ts';
import { openCv } from '../pixels/open-cv.ts';
import { createNetwork, type Network } from './create-network.ts';
import type { Models } from './find-models.ts';
import { BadModel, type Task } from './model-card.ts';
import { softmax } from './softmax.ts';

/** How much more than the face's box these networks see. */
const LIVENESS_SHARE = 2.7;
const EXPRESSION_SHARE = 1.2;
const LANDMARKS = 68;

/**
 * The networks of one image in work; images are 8-bit BGR. What only some sites use is loaded when it is first asked, and answers
 * null where its file is not there.
 */
export type Networks = {
  /** The lowest score of a face, from the card. */
  readonly faceThreshold: number;
  /** For each window the corners (x1, y1, x2, y2, shares of the image), and scores (background, face). */
  detect(image: Mat): Promise<{ readonly boxes: Float32Array; readonly scores: Float32Array }>;
  /** The 68 points of the iBUG scheme, px of the image; undefined when the box lies outside the image. */
  landmarks(image: Mat, box: Box): Promise<readonly Point[] | undefined>;
  /** The share for "closed" of one eye, 0 to 1. */
  eyeClosed(image: Mat, area: Box): Promise<number | null>;
  /** What the feature network says of a face aligned for it; not normalised. */
  feature(face: Mat): Promise<Float32Array>;
  /** The liveness network's shares, in its own order, from the face with what is around it. */
  liveness(image: Mat, box: Box): Promise<Float32Array | null>;
  /** The expression network's shares, in its own order. */
  expression(image: Mat, box: Box): Promise<Float32Array | null>;
};

export function createNetworks(models: Models): Networks {
  const networks: { [One in Task]?: Network } = {};
  for (const task of Object.keys(models) as Task[]) {
    const model = models[task];
    if (model) networks[task] = createNetwork(model);
  }
  const must = (task: Task): Network => {
    const network = networks[task];
    if (!network) throw new BadModel(`the network for "${task}" is missing`);
    return network;
  };
  const sharesOf = async (task: Task, image: Mat, box: Box): Promise<Float32Array | null> => {
    const network = networks[task];
    const output = network && (await runOnRegion(network, image, box));
    return output ? softmax(output) : null;
  };
  return {
    faceThreshold: networks.detect?.card.thresholds.face ?? 0.65,
    async detect(image) {
      const [boxes = new Float32Array(), scores = new Float32Array()] = await must('detect').run(image);
      return { boxes, scores };
    },
    landmarks: (image, box) => findLandmarks(must('landmarks'), image, box),
    eyeClosed: async (image, area) => (await sharesOf('eyes', image, area))?.[0] ?? null,
    feature: async (face) => (await must('feature').run(face))[0] ?? new Float32Array(),
    liveness: (image, box) => sharesOf('liveness', image, widen(box, LIVENESS_SHARE, image)),
    expression: (image, box) => sharesOf('expression', image, widen(box, EXPRESSION_SHARE, image)),
  };
}

async function findLandmarks(network: Network, image: Mat, box: Box): Promise<readonly Point[] | undefined> {
  return withMats(async (keep) => {
    const region = cutRegion(image, box, keep);
    if (!region) return undefined;
    const [shares = new Float32Array()] = await network.run(await prepare(network, region.mat, keep));
    const { x, y, width, height } = region.box;
    return Array.from({ length: LANDMARKS }, (_, at) => ({
      x: x + (shares[2 * at] ?? 0) * width,
      y: y + (shares[2 * at + 1] ?? 0) * height,
    }));
  });
}

async function runOnRegion(network: Network, image: Mat, box: Box): Promise<Float32Array | undefined> {
  return withMats(async (keep) => {
    const region = cutRegion(image, box, keep);
    if (!region) return undefined;
    const [output] = await network.run(await prepare(network, region.mat, keep));
    return output;
  });
}

/** Small first, then grey where the network wants it: the other way round costs more. */
async function prepare(network: Network, region: Mat, keep: (mat: Mat) => Mat): Promise<Mat> {
  const cv = openCv();
  const { width, height, channels } = network.card.input;
  const sized = keep(await region.resizeAsync(height, width));
  return channels === 'grey' && sized.channels === 3
    ? keep(await sized.cvtColorAsync(cv.COLOR_BGR2GRAY))
    : sized;
}

/** A box grown about its centre, at most to the image's size, and moved so that it lies inside. */
function widen(box: Box, share: number, image: Mat): Box {
  const most = Math.min((image.cols - 1) / box.width, (image.rows - 1) / box.height, share);
  const [width, height] = [box.width * most, box.height * most];
  const x = box.x + box.width / 2 - width / 2;
  const y = box.y + box.height / 2 - height / 2;
  return {
    x: Math.max(0, Math.min(x, image.cols - width)),
    y: Math.max(0, Math.min(y, image.rows - height)),
    width,
    height,
  };
}
