import type { GalleryPerson, Template } from '../face-engine.ts';
import { buildFeatureIndex, type FeatureIndex, mergeNearest } from './feature-index.ts';
import { normaliseScores } from './normalise-scores.ts';
import { hasFeatures, indexPeople, listOwners, lowerAll } from './score-people.ts';
import { isSift, probeRows } from './stack-rows.ts';
import { tallyVotes } from './tally-votes.ts';

/** SIFT's opinion of a few people. */
export type SiftCheck = {
  /**
   * Scores of those asked for, on the scale of a search over a whole roster; who is missing cannot be compared, and nobody
   * can when the probe has no features.
   */
  check(probe: readonly Template[], personIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  close(): void;
};

/** Compares with everybody at every check, which is exact and, while the roster is small, no slower than a short list. */
export async function checkWithinRoster(
  people: readonly GalleryPerson[],
  cohort: readonly GalleryPerson[],
): Promise<SiftCheck> {
  const indexed = await indexPeople(people, { cohort });
  // Alone, a person leads nobody: a score of 0 would look like an opinion.
  if (!indexed || indexed.people.length + cohort.filter(hasFeatures).length < 2) return noCheck;
  const placeOf = new Map(indexed.people.map(({ personId }, place) => [personId, place]));
  return {
    async check(probe, personIds) {
      const scores = await indexed.score(probe);
      const asked = personIds.map((personId) => [personId, scores?.[placeOf.get(personId) ?? -1]] as const);
      return new Map(asked.filter((entry): entry is [string, number] => entry[1] !== undefined));
    },
    close: () => indexed.close(),
  };
}

const noCheck: SiftCheck = { check: async () => new Map(), close: () => {} };

/**
 * Compares with the people asked for, whose features `load` brings, among a `background` that is always there and stands for
 * the roster: whoever of it is asked for is taken from what was loaded.
 */
export async function checkAgainstBackground(
  background: readonly GalleryPerson[],
  load: (personIds: readonly string[]) => Promise<readonly GalleryPerson[]>,
): Promise<SiftCheck> {
  const others = background.filter(hasFeatures);
  const index = await buildFeatureIndex(others.map(({ templates }) => templates));
  if (!index) return noCheck;
  return {
    async check(probe, personIds) {
      // Nothing is loaded for a probe that cannot be compared.
      if (!probe.some(isSift)) return new Map();
      const asked = (await load(personIds)).filter(hasFeatures);
      const scores = await scoreAsked(probe, asked, { index, others });
      return new Map(
        asked.flatMap(({ personId }, at) => {
          const score = scores[at];
          return score === undefined ? [] : [[personId, score]];
        }),
      );
    },
    close: () => index.close(),
  };
}

type Background = { readonly index: FeatureIndex; readonly others: readonly GalleryPerson[] };

async function scoreAsked(
  probe: readonly Template[],
  asked: readonly GalleryPerson[],
  { index, others }: Background,
): Promise<readonly number[]> {
  const queries = probeRows(probe);
  const { templates, negatives } = listOwners(asked, []);
  // A short list is compared with exactly: building trees would take longer than they save.
  const shortIndex = queries && (await buildFeatureIndex(templates, 'linear'));
  if (!shortIndex) return [];
  try {
    const [near, far] = await Promise.all([shortIndex.nearest(queries.rows), index.nearest(queries.rows)]);
    const merged = mergeNearest(near, far, shortIndex.count, queries.count);
    const places = placesIn(asked, others);
    const owners = joinOwners(shortIndex, templates.length, index, places);
    const tallies = tallyVotes(merged, merged.k, owners, templates.length + others.length);
    const competing = tallies.filter((_, owner) => (places[owner - templates.length] ?? -1) < 0);
    return lowerAll(normaliseScores(competing, queries.count), negatives);
  } finally {
    shortIndex.close();
  }
}

/** For each of the background their place in the short list, or -1: a person does not compete with themselves. */
function placesIn(asked: readonly GalleryPerson[], others: readonly GalleryPerson[]): readonly number[] {
  return others.map(({ personId }) => asked.findIndex((person) => person.personId === personId));
}

function joinOwners(
  near: FeatureIndex,
  nearOwners: number,
  far: FeatureIndex,
  placeInNear: readonly number[],
): Uint32Array {
  const joined = new Uint32Array(near.count + far.count);
  joined.set(near.ownerOfRow);
  far.ownerOfRow.forEach((owner, row) => {
    const place = placeInNear[owner] ?? -1;
    joined[near.count + row] = place >= 0 ? place : nearOwners + owner;
  });
  return joined;
}
