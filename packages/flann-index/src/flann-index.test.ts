import { describe, expect, it } from 'vitest';
import { buildFlannIndex, type FlannIndex } from './index.ts';

const DIMENSIONS = 16;

/** The same numbers in every run, in [0, 1). */
function numbers(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  });
}

function nearestByHand(rows: Float32Array, query: Float32Array, k: number): number[] {
  const distance = (row: number): number =>
    query.reduce((sum, value, at) => sum + (value - (rows[row * DIMENSIONS + at] ?? 0)) ** 2, 0);
  const all = Array.from({ length: rows.length / DIMENSIONS }, (_, row) => row);
  return all.toSorted((a, b) => distance(a) - distance(b)).slice(0, k);
}

const rows = numbers(500 * DIMENSIONS, 1);
const queries = numbers(20 * DIMENSIONS, 2);
const linear = (data = rows): Promise<FlannIndex> =>
  buildFlannIndex(data, { kind: 'linear', dimensions: DIMENSIONS });

describe('a linear index', () => {
  it('when searched, then finds exactly the nearest rows, nearest first', async () => {
    const index = await linear();
    const { indices } = await index.search(queries, { k: 5 });
    for (let query = 0; query < 20; query++) {
      const wanted = nearestByHand(rows, queries.subarray(query * DIMENSIONS, (query + 1) * DIMENSIONS), 5);
      expect([...indices.subarray(query * 5, query * 5 + 5)]).toEqual(wanted);
    }
  });

  it('when a row itself is searched, then its distance is 0 and others are squared', async () => {
    const index = await buildFlannIndex(new Float32Array([0, 0, 3, 4]), { kind: 'linear', dimensions: 2 });
    const { indices, distances } = await index.search(new Float32Array([0, 0]), { k: 2 });
    expect([...indices]).toEqual([0, 1]);
    expect([...distances]).toEqual([0, 25]);
  });

  it('when rows are bytes, then they count as numbers from 0 to 255', async () => {
    const index = await buildFlannIndex(new Uint8Array([0, 0, 255, 0]), { kind: 'linear', dimensions: 2 });
    const { indices, distances } = await index.search(new Uint8Array([250, 0]), { k: 1 });
    expect([indices[0], distances[0]]).toEqual([1, 25]);
  });

  it('when the arrays change afterwards, then the index and the running search do not', async () => {
    const own = rows.slice();
    const index = await linear(own);
    own.fill(0);
    const asked = queries.slice();
    const found = index.search(asked, { k: 1 });
    asked.fill(9);
    const again = await (await linear()).search(queries, { k: 1 });
    expect((await found).indices).toEqual(again.indices);
  });
});

describe('a kd-tree index', () => {
  it('when checks cover every row, then agrees with the linear one', async () => {
    const tree = await buildFlannIndex(rows, { kind: 'kdtree', trees: 4, dimensions: DIMENSIONS });
    const found = await tree.search(queries, { k: 3, checks: 4000 });
    expect(found.indices).toEqual((await (await linear()).search(queries, { k: 3 })).indices);
  });

  it('when built twice from the same rows, then finds the same', async () => {
    const build = (): Promise<FlannIndex> =>
      buildFlannIndex(rows, { kind: 'kdtree', trees: 4, dimensions: DIMENSIONS });
    const [one, two] = await Promise.all([build(), build()]);
    const few = { k: 3, checks: 8 };
    expect(await one.search(queries, few)).toEqual(await two.search(queries, few));
  });
});

describe('an index in use', () => {
  it('when searched many times at once, then every answer is the same', async () => {
    const index = await buildFlannIndex(rows, { kind: 'kdtree', trees: 4, dimensions: DIMENSIONS });
    const first = await index.search(queries, { k: 4, checks: 16 });
    const all = await Promise.all(
      Array.from({ length: 64 }, () => index.search(queries, { k: 4, checks: 16 })),
    );
    for (const answer of all) expect(answer).toEqual(first);
  });

  it('when closed while searches run, then they finish and later ones are refused', async () => {
    const index = await linear();
    const wanted = await index.search(queries, { k: 2 });
    const running = Array.from({ length: 32 }, () => index.search(queries, { k: 2 }));
    index.close();
    index.close();
    for (const answer of await Promise.all(running)) expect(answer).toEqual(wanted);
    await expect(index.search(queries, { k: 1 })).rejects.toThrow('the index is closed');
  });

  it('when built and closed over and over, then memory does not grow', async () => {
    const data = numbers(20_000 * DIMENSIONS, 3);
    const once = async (): Promise<void> => {
      const index = await linear(data);
      await index.search(queries, { k: 1 });
      index.close();
    };
    for (let round = 0; round < 20; round++) await once();
    const before = process.memoryUsage().rss;
    for (let round = 0; round < 200; round++) await once();
    // 200 rounds that kept their rows would hold 256 MB.
    expect(process.memoryUsage().rss - before).toBeLessThan(64e6);
  });
});

describe('bad input', () => {
  it.each([
    ['rows that are no numbers', [1, 2, 3] as unknown as Float32Array, 1, 'rows must be a Float32Array'],
    ['no rows', new Float32Array(0), 2, 'rows must hold whole rows of 2 numbers'],
    ['half a row', new Float32Array(3), 2, 'it holds 3 numbers'],
    ['no dimensions', new Float32Array(4), 0, 'dimensions must be a whole number from 1'],
    ['a broken dimension', new Float32Array(4), 1.5, 'dimensions must be a whole number'],
  ])('when an index is built from %s, then the error names it', async (_, data, dimensions, message) => {
    await expect(buildFlannIndex(data, { kind: 'linear', dimensions })).rejects.toThrow(message);
  });

  it.each([
    ['k is 0', { k: 0 }, 'k must be a whole number from 1 to 500'],
    ['k exceeds the rows', { k: 501 }, 'k must be a whole number from 1 to 500'],
    ['checks is 0', { k: 1, checks: 0 }, 'checks must be a whole number from 1'],
    ['checks is no number', { k: 1, checks: Number.NaN }, 'checks must be a whole number'],
  ])('when %s, then the error says what is allowed', async (_, options, message) => {
    const index = await linear();
    await expect(index.search(queries, options)).rejects.toThrow(message);
  });

  it('when a query has another width, then the error says which is wanted', async () => {
    const index = await linear();
    await expect(index.search(new Float32Array(17), { k: 1 })).rejects.toThrow('whole rows of 16 numbers');
  });

  it('when trees are out of range, then the error says what is allowed', async () => {
    const building = buildFlannIndex(rows, { kind: 'kdtree', trees: 17, dimensions: DIMENSIONS });
    await expect(building).rejects.toThrow('trees must be a whole number from 0 to 16');
  });
});
