export type Logistic = { readonly weights: readonly number[]; readonly bias: number };

type Row = readonly number[];

/** Pull of the weights of standardised inputs towards 0, as in ridge regression: keeps them finite where labels separate cleanly. */
const RIDGE = 1;
const MOST_STEPS = 50;
const CLOSE_ENOUGH = 1e-9;

/**
 * Logistic regression by Newton's steps. Both labels weigh the same in sum, so that the answer is the log-odds of a pair that is
 * as likely genuine as not. `offsets`: log-odds that are given for each row. Throws without rows of both labels.
 */
export function fitLogistic(rows: readonly Row[], labels: readonly boolean[], offsets: Row = []): Logistic {
  const positives = labels.filter((label) => label).length;
  if (positives === 0 || positives === labels.length)
    throw new Error('both genuine and impostor pairs are needed');
  const scales = standardise(rows);
  const inputs = rows.map((row) => [
    ...row.map((value, i) => (value - mean(scales, i)) / spread(scales, i)),
    1,
  ]);
  const balance = labels.map(
    (label) => labels.length / (2 * (label ? positives : labels.length - positives)),
  );
  let solution: number[] = scales.map(() => 0).concat(0);
  for (let step = 0; step < MOST_STEPS; step++) {
    const move = newtonStep({ inputs, labels, balance, offsets }, solution);
    solution = solution.map((value, i) => value + (move[i] ?? 0));
    if (move.every((part) => Math.abs(part) < CLOSE_ENOUGH)) break;
  }
  const weights = scales.map((_, i) => (solution[i] ?? 0) / spread(scales, i));
  const shift = weights.reduce((sum, weight, i) => sum + weight * mean(scales, i), 0);
  return { weights, bias: (solution.at(-1) ?? 0) - shift };
}

type Scale = { readonly mean: number; readonly spread: number };

function standardise(rows: readonly Row[]): Scale[] {
  return (rows[0] ?? []).map((_, i) => {
    const column = rows.map((row) => row[i] ?? 0);
    const centre = column.reduce((sum, value) => sum + value, 0) / column.length;
    const variance = column.reduce((sum, value) => sum + (value - centre) ** 2, 0) / column.length;
    return { mean: centre, spread: Math.sqrt(variance) || 1 };
  });
}

const mean = (scales: readonly Scale[], i: number): number => scales[i]?.mean ?? 0;
const spread = (scales: readonly Scale[], i: number): number => scales[i]?.spread ?? 1;

type Sample = {
  readonly inputs: readonly Row[];
  readonly labels: readonly boolean[];
  readonly balance: Row;
  readonly offsets: Row;
};

function newtonStep({ inputs, labels, balance, offsets }: Sample, solution: Row): number[] {
  const probabilities = inputs.map((input, n) => 1 / (1 + Math.exp(-dot(input, solution) - at(offsets, n))));
  const errors = probabilities.map((p, n) => at(balance, n) * ((labels[n] ? 1 : 0) - p));
  const bends = probabilities.map((p, n) => at(balance, n) * p * (1 - p));
  const bias = solution.length - 1;
  const ridge = (i: number): number => (i === bias ? 0 : RIDGE);
  const columns = solution.map((_, i) => inputs.map((input) => at(input, i)));
  const slope = columns.map((column, i) => dot(column, errors) - ridge(i) * at(solution, i));
  const curve = columns.map((one, i) => {
    const bent = one.map((value, n) => value * at(bends, n));
    return columns.map((other, j) => dot(bent, other) + (i === j ? ridge(i) : 0));
  });
  return solve(curve, slope);
}

/** Gaussian elimination; the matrix is symmetric and positive, so no pivoting is needed. */
function solve(matrix: readonly Row[], right: Row): number[] {
  const size = right.length;
  const rows = matrix.map((row, i) => [...row, at(right, i)]);
  for (const [i, pivot] of rows.entries()) {
    for (let below = i + 1; below < size; below++) {
      const row = rows[below] ?? [];
      const share = at(row, i) / at(pivot, i);
      rows[below] = row.map((value, j) => value - share * at(pivot, j));
    }
  }
  const answer = right.map(() => 0);
  for (const [i, row] of [...rows.entries()].reverse()) {
    answer[i] = (at(row, size) - dot(row.slice(0, size), answer)) / at(row, i);
  }
  return answer;
}

function dot(one: Row, other: Row): number {
  return one.reduce((sum, value, i) => sum + value * at(other, i), 0);
}

function at(row: Row, i: number): number {
  return row[i] ?? 0;
}
