import { expect, it } from 'vitest';
import { bootstrapInterval, createRandom, resample } from './resample.ts';

it('when the seed is the same, then so are the numbers, and they spread evenly', () => {
  const numbers = (seed: number): number[] => {
    const random = createRandom(seed);
    return Array.from({ length: 10_000 }, random);
  };
  expect(numbers(7)).toEqual(numbers(7));
  expect(numbers(7)).not.toEqual(numbers(8));
  expect(numbers(7).reduce((sum, each) => sum + each, 0) / 10_000).toBeCloseTo(0.5, 1);
  expect(numbers(7).every((each) => each >= 0 && each < 1)).toBe(true);
});

it('when a sample is drawn again, then it has as many items, some of them twice', () => {
  const drawn = resample([1, 2, 3, 4, 5, 6], createRandom(1));
  expect(drawn).toHaveLength(6);
  expect(new Set(drawn).size).toBeLessThan(6);
});

it('when the mean of 100 coins is measured, then the interval is about two standard errors to each side', () => {
  const coins = Array.from({ length: 100 }, (_, at) => at % 2);
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, each) => sum + each, 0) / values.length;
  const { low, high } = bootstrapInterval((random) => mean(resample(coins, random)));
  expect(low).toBeCloseTo(0.4, 1);
  expect(high).toBeCloseTo(0.6, 1);
  expect(bootstrapInterval((random) => mean(resample(coins, random)))).toEqual({ low, high });
});
