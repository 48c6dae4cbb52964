import type { Template } from '../face-engine.ts';
import { featureCount, ROW, unpackRows } from './sift-template.ts';

/** Squared distance, in the unit of index rows, below which two features are the same spot of a face. */
const SAME = 0.5;

/** The share of features that one face has in common with the other, 0 to 1. Without a SIFT template on either side 0. */
export function compareTemplates(one: readonly Template[], other: readonly Template[]): number {
  const shares = one.flatMap((a) => other.map((b) => (isSift(a) && isSift(b) ? share(a, b) : 0)));
  return Math.max(0, ...shares);
}

function isSift({ engine }: Template): boolean {
  return engine === 'sift';
}

function share(one: Template, other: Template): number {
  const [ours, theirs] = [featureCount(one), featureCount(other)];
  if (ours === 0 || theirs === 0) return 0;
  const [a, b] = [rowsOf(one, ours), rowsOf(other, theirs)];
  let same = 0;
  for (let i = 0; i < ours; i++) if (nearest(a, i, b, theirs) < SAME) same++;
  return same / Math.sqrt(ours * theirs);
}

function rowsOf(template: Template, count: number): Float32Array {
  const rows = new Float32Array(count * ROW);
  unpackRows(template, rows, 0);
  return rows;
}

function nearest(a: Float32Array, at: number, b: Float32Array, count: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let row = 0; row < count; row++) {
    let distance = 0;
    for (let i = 0; i < ROW && distance < best; i++) {
      distance += ((a[at * ROW + i] ?? 0) - (b[row * ROW + i] ?? 0)) ** 2;
    }
    best = Math.min(best, distance);
  }
  return best;
}
