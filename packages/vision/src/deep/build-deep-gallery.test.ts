import { describe, expect, it } from 'vitest';
import type { Template } from '../face-engine.ts';
import { plantedProbe, seededRandom, unitVectors } from '../testing/unit-vectors.ts';
import { buildDeepGallery, compareDeep } from './build-deep-gallery.ts';
import { packVector } from './deep-template.ts';

const random = seededRandom(11);
const vectors = unitVectors(40, 512, random);
const vector = (at: number): Float32Array => vectors.slice(at * 512, (at + 1) * 512);
const pack = (values: Float32Array): Template => packVector(values, 'model');
const like = (values: Float32Array, cosine: number): Template => pack(plantedProbe(values, cosine, random));
const people = Array.from({ length: 40 }, (_, at) => ({
  personId: `p${at}`,
  templates: [like(vector(at), 0.9), like(vector(at), 0.9), like(vector(at), 0.9)],
}));

describe('a gallery of vectors', () => {
  it('when someone is seen again, then they come first, by about the cosine to the mean of their photos', async () => {
    const gallery = await buildDeepGallery(people);
    const { candidates, agreement } = await gallery.search([like(vector(7), 0.7)]);
    expect(gallery.size).toBe(40);
    expect(candidates).toHaveLength(5);
    expect(candidates[0]?.personId).toBe('p7');
    expect(candidates[0]?.score).toBeGreaterThan(0.6);
    expect(candidates[0]?.parts.deep).toBe(candidates[0]?.score);
    expect(agreement).toBeNull();
    gallery.close();
    await expect(gallery.search([like(vector(7), 0.7)])).rejects.toThrow('closed');
  });

  it('when staff said that a face is not someone, then that face scores far less for them, and they themselves as before', async () => {
    const stranger = vector(8);
    const mistaken = like(vector(7), 0.5);
    const gallery = await buildDeepGallery([
      { personId: 'p7', templates: [pack(vector(7))], notThem: [[mistaken], [pack(stranger)]] },
    ]);
    const scoreOf = async (probe: Template): Promise<number> =>
      (await gallery.search([probe])).candidates[0]?.score ?? Number.NaN;
    expect(await scoreOf(mistaken)).toBeLessThan(0);
    expect(await scoreOf(like(vector(7), 0.8))).toBeGreaterThan(0.75);
  });

  it('when nobody, or a probe without a vector, is given, then there are no candidates', async () => {
    const empty = await buildDeepGallery([{ personId: 'none', templates: [] }]);
    expect(empty.size).toBe(0);
    expect(await empty.search([pack(vector(1))])).toEqual({ candidates: [], agreement: null });
    const gallery = await buildDeepGallery(people);
    expect((await gallery.search([])).candidates).toEqual([]);
    expect(compareDeep([], [pack(vector(1))])).toBe(0);
    expect(compareDeep([pack(vector(1))], [pack(vector(1))])).toBeCloseTo(1);
  });
});
