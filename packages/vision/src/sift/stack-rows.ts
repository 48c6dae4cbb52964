import type { Template } from '../face-engine.ts';
import { featureCount, ROW, unpackRows } from './sift-template.ts';

/** Everybody's features as rows of an index, and whose each row is. */
export type StackedRows = {
  readonly rows: Float32Array;
  readonly count: number;
  /** The place in the list given. */
  readonly ownerOfRow: Uint32Array;
};

/** `owners`: the templates of each; those of other engines are passed over. */
export function stackRows(owners: readonly (readonly Template[])[]): StackedRows {
  const count = owners.reduce((sum, templates) => sum + countFeatures(templates), 0);
  const rows = new Float32Array(count * ROW);
  const ownerOfRow = new Uint32Array(count);
  let at = 0;
  for (const [owner, templates] of owners.entries()) {
    for (const template of templates.filter(isSift)) {
      unpackRows(template, rows, at);
      const next = at + featureCount(template);
      ownerOfRow.fill(owner, at, next);
      at = next;
    }
  }
  return { rows, count, ownerOfRow };
}

/** A probe's features as rows, of its first SIFT template; undefined when it has none to compare. */
export function probeRows(probe: readonly Template[]): { rows: Float32Array; count: number } | undefined {
  const template = probe.find(isSift);
  const count = template ? featureCount(template) : 0;
  if (!template || count === 0) return undefined;
  const rows = new Float32Array(count * ROW);
  unpackRows(template, rows, 0);
  return { rows, count };
}

export function countFeatures(templates: readonly Template[]): number {
  return templates.filter(isSift).reduce((sum, template) => sum + featureCount(template), 0);
}

export function isSift({ engine }: Template): boolean {
  return engine === 'sift';
}
