import type { FaceEngine, GalleryPerson, Template } from '@hadir/vision';
import { plantedProbe, unitVectors } from '@hadir/vision/testing';

export type Strangers = {
  readonly people: readonly GalleryPerson[];
  /** The person of this number, seen again at a cosine from 0.5 to 0.8. */
  seenAgain(number: number): Template;
};

const NEAREST = 0.8;
const FURTHEST = 0.5;

/** So many people who are strangers to each other: unit vectors in every direction alike, each kept as one deep template. */
export function inventStrangers(
  engine: Pick<FaceEngine, 'parts'>,
  count: number,
  random: () => number,
): Strangers {
  const dimensions = 512;
  const modelVersion = deepVersion(engine);
  const vectors = unitVectors(count, dimensions, random);
  const vectorOf = (number: number): Float32Array =>
    vectors.subarray(number * dimensions, (number + 1) * dimensions);
  const people = Array.from({ length: count }, (_, number) => ({
    personId: `p${number}`,
    templates: [packed(vectorOf(number), modelVersion)],
  }));
  const cosine = (): number => FURTHEST + (NEAREST - FURTHEST) * random();
  return {
    people,
    seenAgain: (number) => packed(plantedProbe(vectorOf(number), cosine(), random), modelVersion),
  };
}

export function deepVersion({ parts }: Pick<FaceEngine, 'parts'>): string {
  const part = parts.find(({ engine }) => engine === 'deep');
  if (!part) throw new Error('this needs the face networks: run `npm run setup`');
  return part.modelVersion;
}

/** As the deep engine packs a vector: signed bytes, the largest component ±127. */
export function packed(vector: Float32Array, modelVersion: string): Template {
  const most = vector.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const bytes = Int8Array.from(vector, (value) => Math.round((value / most) * 127));
  return { engine: 'deep', modelVersion, data: new Uint8Array(bytes.buffer) };
}
