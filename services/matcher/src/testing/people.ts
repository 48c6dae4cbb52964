import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createSceneComposer, loadPortrait, type Portrait } from '@hadir/camera';
import type { FaceEngine } from '@hadir/vision';

const SAMPLES = dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/demo/sample1.jpg'));

/** The real people of one photo that an npm package carries, from left to right. */
export async function peopleOf(engine: FaceEngine, sample: 1 | 2 | 3 | 4 | 5 | 6): Promise<Portrait[]> {
  const bytes = await readFile(join(SAMPLES, `sample${sample}.jpg`));
  const { faces } = await engine.extract(bytes);
  const boxes = faces.map(({ box }) => box).toSorted((a, b) => a.x - b.x);
  return Promise.all(boxes.map((face, at) => loadPortrait({ bytes, face, label: `${sample}-${at}` })));
}

/** What a camera over the door sends of these people: another one for each number. */
export async function frameOf(people: readonly Portrait[], number: number): Promise<Buffer> {
  const scene = await door.compose(people, {
    seed: `frame-${number}`,
    facePx: people.length > 1 ? 130 : 180,
  });
  return scene.jpeg;
}

/** A photo for enrolment: the person alone, large and well lit. */
export async function photoOf(person: Portrait, number: number): Promise<Buffer> {
  const still = { scaleVariation: 0, turnVariationDeg: 1, blurPx: 0, exposureVariation: 0.02, noise: 0 };
  const scene = await studio.compose([person], {
    seed: `photo-${number}`,
    size: 'svga',
    facePx: 220,
    variation: still,
  });
  return scene.jpeg;
}

const door = createSceneComposer('door');
const studio = createSceneComposer('studio');
