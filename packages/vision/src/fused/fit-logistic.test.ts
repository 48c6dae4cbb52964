import { expect, it } from 'vitest';
import { fitLogistic } from './fit-logistic.ts';

/** Uniform in [0, 1), always the same. */
function uniform(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

it('when labels were drawn from known log-odds, then these are found again', () => {
  const next = uniform();
  const rows = Array.from({ length: 20_000 }, () => [next() * 2 - 1, (next() * 2 - 1) * 100]);
  const labels = rows.map(([a = 0, b = 0]) => next() < 1 / (1 + Math.exp(-(3 * a - 0.02 * b))));
  const { weights, bias } = fitLogistic(rows, labels);
  expect(weights[0]).toBeGreaterThan(2.8);
  expect(weights[0]).toBeLessThan(3.2);
  expect(weights[1]).toBeGreaterThan(-0.023);
  expect(weights[1]).toBeLessThan(-0.017);
  expect(Math.abs(bias)).toBeLessThan(0.1);
});

it('when one label is rare, then the odds are those of a pair that is as likely as not', () => {
  const rows = [...Array.from({ length: 990 }, () => [0]), ...Array.from({ length: 10 }, () => [1])];
  const { weights, bias } = fitLogistic(
    rows,
    rows.map(([value]) => value === 1),
  );
  expect(bias).toBeLessThan(-2);
  expect(bias + (weights[0] ?? 0)).toBeGreaterThan(2);
});

it('when labels separate cleanly, then weights stay finite', () => {
  const rows = Array.from({ length: 100 }, (_, n) => [n / 100]);
  const { weights } = fitLogistic(
    rows,
    rows.map(([value = 0]) => value > 0.5),
  );
  expect(weights[0]).toBeGreaterThan(0);
  expect(weights[0]).toBeLessThan(100);
});

it('when all pairs are genuine, then there is nothing to learn', () => {
  expect(() => fitLogistic([[1], [2]], [true, true])).toThrow('impostor');
});
