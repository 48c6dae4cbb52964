import type { Template } from '../face-engine.ts';
import { DESCRIPTOR, type Feature, packTemplate, readFeatures } from '../sift/sift-template.ts';

export type SyntheticPopulation = {
  /** A person who does not exist, enrolled with one photo. */
  person(): Template;
  /** The same person seen again: part of the features come back changed, the others are new. */
  seenAgain(template: Template): Template;
};

type Described = { readonly feature: Feature; readonly descriptor: Float32Array };

const FEATURES = 200;
/**
 * Of the features of a face, between so few and so many are found again in another picture of it: from pictures that exact
 * search misses to ones that it cannot miss, so that decisions can go either way.
 */
const FOUND_AGAIN = { least: 0.02, most: 0.4 };
/** Noise on each component of a RootSIFT descriptor of length 1, which puts a feature about 0.45 from where it was. */
const NOISE = 0.04;
const PLACE_NOISE = 0.015;

/**
 * As many people as asked, for measuring how search grows: each feature is a mixture of two features of real faces from
 * nearby places, so that features lie where faces have them and are about as unlike as those of different people.
 * `random` gives numbers from 0 up to 1.
 */
export function syntheticPopulation(real: readonly Template[], random: () => number): SyntheticPopulation {
  const pool = real.flatMap((template) => readFeatures(template));
  const pick = (): Described => pool[Math.floor(random() * pool.length)] ?? fail();
  const near = ({ feature }: Described): Described => {
    let nearest = pick();
    for (let tries = 0; tries < 20 && distance(nearest.feature, feature) > 0.1; tries++) nearest = pick();
    return nearest;
  };
  const invent = (): Described => {
    const first = pick();
    const second = near(first);
    const share = 0.3 + 0.4 * random();
    const descriptor = first.descriptor.map(
      (value, at) => share * value + (1 - share) * (second.descriptor[at] ?? 0),
    );
    return { feature: moved(first.feature, 0.03, random), descriptor };
  };
  const again = ({ feature, descriptor }: Described): Described => ({
    feature: moved(feature, PLACE_NOISE, random),
    descriptor: descriptor.map((value) => Math.max(0, value + NOISE * gaussian(random))),
  });
  return {
    person: () => pack(Array.from({ length: FEATURES }, invent)),
    seenAgain: (template) => {
      const share = FOUND_AGAIN.least + (FOUND_AGAIN.most - FOUND_AGAIN.least) * random();
      return pack(readFeatures(template).map((known) => (random() < share ? again(known) : invent())));
    },
  };
}

function pack(features: readonly Described[]): Template {
  const descriptors = new Float32Array(features.length * DESCRIPTOR);
  // packTemplate takes SIFT's descriptors and makes RootSIFT of them; these are RootSIFT already.
  features.forEach(({ descriptor }, at) => {
    descriptors.set(
      descriptor.map((value) => value * value),
      at * DESCRIPTOR,
    );
  });
  return packTemplate(
    features.map(({ feature }) => feature),
    descriptors,
  );
}

function moved({ x, y, scale }: Feature, by: number, random: () => number): Feature {
  return { x: x + by * gaussian(random), y: y + by * gaussian(random), scale };
}

function distance(a: Feature, b: Feature): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function fail(): never {
  throw new Error('no features to invent people from');
}
