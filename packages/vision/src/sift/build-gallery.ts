import type { Gallery, GalleryOptions, GalleryPerson, Search, Template } from '../face-engine.ts';
import { indexPeople, type ScoredPeople } from './score-people.ts';

const MOST_CANDIDATES = 5;

/** A gallery that SIFT searches alone. People without features are left out. */
export async function buildGallery(
  people: readonly GalleryPerson[],
  options: GalleryOptions = {},
): Promise<Gallery> {
  const indexed = await indexPeople(people, options);
  if (!indexed) return { size: 0, search: async () => nobody, close: () => {} };
  return {
    size: indexed.people.length,
    search: (probe) => search(indexed, probe),
    close: () => indexed.close(),
  };
}

const nobody: Search = { candidates: [], agreement: null };

async function search(indexed: ScoredPeople, probe: readonly Template[]): Promise<Search> {
  const scores = await indexed.score(probe);
  if (!scores) return nobody;
  const candidates = indexed.people
    .map(({ personId }, person) => {
      const score = scores[person] ?? 0;
      return { personId, score, parts: { sift: score } };
    })
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST_CANDIDATES);
  return { candidates, agreement: null };
}
