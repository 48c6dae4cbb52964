import { describe, expect, test } from 'vitest';
import { plantedProbe, seededRandom, unitVectors } from '../testing/unit-vectors.ts';
import { buildApproximateIndex } from './approximate-index.ts';

const DIMENSIONS = 512;

const rowOf = (rows: Float32Array, row: number, dimensions = DIMENSIONS): Float32Array =>
  rows.subarray(row * dimensions, (row + 1) * dimensions);

describe('an index over many unit vectors', () => {
  test('when probes at cosines of .4 to .8 are planted among 20,000, then each finds its row with its true cosine', async () => {
    const random = seededRandom(7);
    const rows = unitVectors(20_000, DIMENSIONS, random);
    const index = await buildApproximateIndex(rows, DIMENSIONS);
    let found = 0;
    for (let number = 0; number < 300; number++) {
      const row = Math.floor(random() * index.size);
      const cosine = 0.4 + 0.4 * random();
      const [first] = index.search(plantedProbe(rowOf(rows, row), cosine, random), 5);
      if (first?.row === row && Math.abs(first.score - cosine) < 1e-4) found += 1;
    }
    expect(found).toBe(300);
    index.close();
  });

  test('when k neighbours are asked of fewer rows, then all come, best first', async () => {
    const random = seededRandom(8);
    const rows = unitVectors(3, DIMENSIONS, random);
    const index = await buildApproximateIndex(rows, DIMENSIONS);
    const found = index.search(plantedProbe(rowOf(rows, 2), 0.6, random), 5);
    expect(found.map(({ row }) => row).toSorted()).toEqual([0, 1, 2]);
    expect(found[0]?.row).toBe(2);
    expect(found.map(({ score }) => score)).toEqual(
      found.map(({ score }) => score).toSorted((a, b) => b - a),
    );
  });

  test('when vectors have 128 dimensions, then they are found as well', async () => {
    const random = seededRandom(9);
    const rows = unitVectors(2000, 128, random);
    const index = await buildApproximateIndex(rows, 128);
    const probes = Array.from({ length: 50 }, (_, row) =>
      index.search(plantedProbe(rowOf(rows, row, 128), 0.6, random), 1),
    );
    expect(probes.map(([first]) => first?.row)).toEqual(Array.from({ length: 50 }, (_, row) => row));
  });

  test('when there is no row, then nothing is found; after closing, a search throws', async () => {
    const index = await buildApproximateIndex(new Float32Array(0), DIMENSIONS);
    expect(index.search(new Float32Array(DIMENSIONS), 5)).toEqual([]);
    index.close();
    expect(() => index.search(new Float32Array(DIMENSIONS), 5)).toThrow(/closed/);
  });

  test('when rows are no whole vectors, then it rejects', async () => {
    await expect(buildApproximateIndex(new Float32Array(100), DIMENSIONS)).rejects.toThrow(RangeError);
  });
});
