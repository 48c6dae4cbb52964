import type { Box } from '../face-engine.ts';

export type Scored = { readonly box: Box; readonly score: number };

/** Of windows that overlap by more than `most` (intersection over union) the surest one, surest first. */
export function suppressOverlaps<Window extends Scored>(windows: readonly Window[], most: number): Window[] {
  const kept: Window[] = [];
  for (const window of windows.toSorted((a, b) => b.score - a.score)) {
    if (kept.every((other) => overlap(window.box, other.box) <= most)) kept.push(window);
  }
  return kept;
}

/** Intersection over union; a box inside another counts as one with it. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const common = width * height;
  const smaller = Math.min(a.width * a.height, b.width * b.height);
  return Math.max(
    common / (a.width * a.height + b.width * b.height - common),
    common > 0.8 * smaller ? 1 : 0,
  );
}
