import { expect, test } from 'vitest';
import { plantedProbe, seededRandom, unitVectors } from '../testing/unit-vectors.ts';
import { buildDeepGallery } from './build-deep-gallery.ts';
import { packVector } from './deep-template.ts';

const DIMENSIONS = 512;
const PEOPLE = 1500;

test('when a gallery is too large to compare with everybody, then people are found as in a small one', async () => {
  const random = seededRandom(11);
  const vectors = unitVectors(PEOPLE, DIMENSIONS, random);
  const vectorOf = (person: number): Float32Array =>
    vectors.subarray(person * DIMENSIONS, (person + 1) * DIMENSIONS);
  const people = Array.from({ length: PEOPLE }, (_, person) => ({
    personId: `p${person}`,
    templates: [packVector(vectorOf(person), 'test')],
  }));
  const gallery = await buildDeepGallery(people);
  const small = await buildDeepGallery(people.slice(0, 20));
  for (let person = 0; person < 20; person++) {
    const probe = [packVector(plantedProbe(vectorOf(person), 0.5, random), 'test')];
    const [first] = (await gallery.search(probe)).candidates;
    const [same] = (await small.search(probe)).candidates;
    expect(first?.personId).toBe(`p${person}`);
    expect(first?.score).toBeCloseTo(same?.score ?? 0, 5);
  }
  expect(gallery.size).toBe(PEOPLE);
  gallery.close();
  small.close();
});
