import { setImmediate } from 'node:timers/promises';
import { calibration } from '../calibration.ts';
import type { Gallery, GalleryPerson, Search, Template } from '../face-engine.ts';
import { lowerByNegatives } from '../lower-by-negatives.ts';
import { dot, isDeep, toUnitLength, unpackVector } from './deep-template.ts';
import { buildVectorIndex, type VectorIndex } from './vector-index.ts';

const MOST_CANDIDATES = 5;
/** People between two turns of the event loop: about 2 ms. */
const CHUNK = 100;
const EMPTY: Search = { candidates: [], agreement: null };

type Row = { readonly personId: string; readonly negatives: readonly Float32Array[] };

/** One row a person: the mean of their vectors. People without a template of this engine are left out. */
export async function buildDeepGallery(people: readonly GalleryPerson[]): Promise<Gallery> {
  const rows: Row[] = [];
  const vectors: Float32Array[] = [];
  for (const [number, { personId, templates, notThem = [] }] of people.entries()) {
    if (number % CHUNK === CHUNK - 1) await setImmediate();
    const vector = meanVector(templates);
    if (!vector) continue;
    vectors.push(vector);
    rows.push({ personId, negatives: notThem.flatMap((face) => meanVector(face) ?? []) });
  }
  const dimension = vectors[0]?.length ?? 0;
  const packed = new Float32Array(vectors.length * dimension);
  for (const [at, vector] of vectors.entries()) packed.set(vector, at * dimension);
  const index = await buildVectorIndex(packed, Math.max(1, dimension));
  return {
    size: rows.length,
    search: async (probe) => search(index, rows, meanVector(probe)),
    close: () => index.close(),
  };
}

/** The mean of the deep templates' vectors, of length 1; undefined without one. */
function meanVector(templates: readonly Template[]): Float32Array | undefined {
  const [first, ...others] = templates.filter(isDeep).map(unpackVector);
  if (!first) return undefined;
  for (const other of others)
    for (let at = 0; at < first.length; at++) first[at] = (first[at] ?? 0) + (other[at] ?? 0);
  return toUnitLength(first);
}

function search(index: VectorIndex, rows: readonly Row[], probe: Float32Array | undefined): Search {
  if (!probe) return EMPTY;
  // A few more than are answered: negatives may lower some.
  const candidates = index
    .search(probe, MOST_CANDIDATES * 2)
    .flatMap(({ row, score }) => {
      const person = rows[row];
      if (!person) return [];
      const rivals = person.negatives.map((negative) => dot(negative, probe));
      const negative = rivals.length > 0 ? Math.max(...rivals) : undefined;
      const lowered = lowerByNegatives(score, negative, calibration('deep').margin);
      return [{ personId: person.personId, score: lowered, parts: { deep: lowered } }];
    })
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST_CANDIDATES);
  return { candidates, agreement: null };
}

/** The cosine of the mean vectors, -1 to 1; 0 when either side has none. */
export function compareDeep(one: readonly Template[], other: readonly Template[]): number {
  const [a, b] = [meanVector(one), meanVector(other)];
  return a && b ? dot(a, b) : 0;
}
