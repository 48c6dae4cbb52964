import { buildFlannIndex, type FlannIndex, type FlannKind } from '@hadir/flann-index';
import type { Gallery, GalleryOptions, GalleryPerson, Search, Template } from '../face-engine.ts';
import { normaliseScores } from './normalise-scores.ts';
import { NEIGHBOURS } from './recipe.ts';
import { featureCount, ROW, unpackRows } from './sift-template.ts';
import { tallyVotes } from './tally-votes.ts';

const MOST_CANDIDATES = 5;

/** Up to here comparing with every row is about as fast as trees and exact. */
const LINEAR_ROWS = 1500;
const TREES = 4;
/** See docs/recognition.md for the recall measured with these. */
const CHECKS = 192;
/**
 * Above so many rows each check costs more, as the rows no longer fit in the processor's caches, while people stand out more
 * from so many others: fewer checks decide as well there. docs/performance.md has the figures.
 */
const MANY_ROWS = 400_000;
const CHECKS_OF_MANY = 96;

/** Puts everybody's features into one index. People without features are left out. */
export async function buildGallery(
  given: readonly GalleryPerson[],
  { index: wanted = 'auto' }: GalleryOptions = {},
): Promise<Gallery> {
  const people = given.filter(({ templates }) => templates.some((template) => featureCount(template) > 0));
  const descriptors = people.reduce((sum, { templates }) => sum + total(templates), 0);
  if (descriptors === 0) return emptyGallery();
  const { rows, personOfRow } = stack(people, descriptors);
  const isLinear = wanted === 'auto' ? descriptors <= LINEAR_ROWS : wanted === 'linear';
  const kind: FlannKind = isLinear ? { kind: 'linear' } : { kind: 'kdtree', trees: TREES };
  const index = await buildFlannIndex(rows, { ...kind, dimensions: ROW });
  return {
    size: people.length,
    search: (probe) => search(index, people, personOfRow, probe.find(isSift)),
    close: () => index.close(),
  };
}

function emptyGallery(): Gallery {
  return { size: 0, search: async () => ({ candidates: [], agreement: null }), close: () => {} };
}

function isSift({ engine }: Template): boolean {
  return engine === 'sift';
}

function total(templates: readonly Template[]): number {
  return templates.reduce((sum, template) => sum + featureCount(template), 0);
}

function stack(
  people: readonly GalleryPerson[],
  descriptors: number,
): { rows: Float32Array; personOfRow: Uint32Array } {
  const rows = new Float32Array(descriptors * ROW);
  const personOfRow = new Uint32Array(descriptors);
  let at = 0;
  for (const [person, { templates }] of people.entries()) {
    for (const template of templates) {
      unpackRows(template, rows, at);
      const next = at + featureCount(template);
      personOfRow.fill(person, at, next);
      at = next;
    }
  }
  return { rows, personOfRow };
}

async function search(
  index: FlannIndex,
  people: readonly GalleryPerson[],
  personOfRow: Uint32Array,
  probe: Template | undefined,
): Promise<Search> {
  const features = probe ? featureCount(probe) : 0;
  if (!probe || features === 0) return { candidates: [], agreement: null };
  const queries = new Float32Array(features * ROW);
  unpackRows(probe, queries, 0);
  const k = Math.min(NEIGHBOURS, index.rows);
  const checks = index.rows > MANY_ROWS ? CHECKS_OF_MANY : CHECKS;
  const neighbours = await index.search(queries, { k, checks });
  const scores = normaliseScores(tallyVotes(neighbours, k, personOfRow, people.length), features);
  const candidates = people
    .map(({ personId }, person) => {
      const score = scores[person] ?? 0;
      return { personId, score, parts: { sift: score } };
    })
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST_CANDIDATES);
  return { candidates, agreement: null };
}
