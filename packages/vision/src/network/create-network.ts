import { type Keep, withMats } from '../image/with-mats.ts';
import type { Mat, Net } from '../open-cv-types.ts';
import { openCv } from '../pixels/open-cv.ts';
import type { Model } from './find-models.ts';
import { BadModel } from './model-card.ts';

/** One network in memory. One run at a time: what a run answers lies in the network until it is copied. */
export type Network = {
  readonly card: Model['card'];
  /** Resizes an image to the input, runs off the event loop, and answers the outputs in the order of the card. */
  run(image: Mat): Promise<Float32Array[]>;
};

/** Loads a network when it is first run. */
export function createNetwork({ card, path }: Model): Network {
  let loading: Promise<Net> | undefined;
  return {
    card,
    async run(image) {
      loading ??= load(path);
      return forward(await loading, card, image);
    },
  };
}

async function load(path: string): Promise<Net> {
  return openCv()
    .readNetFromONNXAsync(path)
    .catch((cause: unknown) => {
      throw new BadModel(`OpenCV cannot read the network ${path}: ${cause}`);
    });
}

async function forward(net: Net, card: Model['card'], image: Mat): Promise<Float32Array[]> {
  return withMats(async (keep) => {
    await net.setInputAsync(await toBlob(card, image, keep));
    const outputs = await net.forwardAsync(card.outputs.map(({ name }) => name));
    for (const output of outputs) keep(output);
    const answers: Float32Array[] = [];
    for (const [at, expected] of card.outputs.entries()) {
      answers.push(await copyNumbers(card, expected, outputs[at], keep));
    }
    return answers;
  });
}

async function toBlob({ input }: Model['card'], image: Mat, keep: Keep): Promise<Mat> {
  const cv = openCv();
  const { width, height, channels, mean, scale } = input;
  const fits = image.cols === width && image.rows === height;
  const sized = fits ? image : keep(await image.resizeAsync(height, width));
  const means = new cv.Vec3(mean, mean, mean);
  return keep(
    await cv.blobFromImageAsync(sized, scale, new cv.Size(width, height), means, channels === 'rgb', false),
  );
}

async function copyNumbers(
  { id }: Model['card'],
  { name, length }: Model['card']['outputs'][number],
  output: Mat | undefined,
  keep: Keep,
): Promise<Float32Array> {
  // Reading further than the network wrote would read other memory.
  if (!output || output.sizes.reduce((product, side) => product * side, 1) !== length) {
    throw new BadModel(`the output "${name}" of "${id}" has not the ${length} numbers of its card`);
  }
  const copy = keep(await keep(output.flattenFloat(1, length)).copyAsync());
  const bytes = await copy.getDataAsync();
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + length * 4));
}
