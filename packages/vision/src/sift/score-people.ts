import { calibration } from '../calibration.ts';
import type { GalleryOptions, GalleryPerson, Template } from '../face-engine.ts';
import { lowerByNegatives } from '../lower-by-negatives.ts';
import { buildFeatureIndex, type FeatureIndex } from './feature-index.ts';
import { normaliseScores } from './normalise-scores.ts';
import { countFeatures, isSift, probeRows } from './stack-rows.ts';
import { tallyVotes } from './tally-votes.ts';

/** People with features, each of whom can be scored against a probe. */
export type ScoredPeople = {
  readonly people: readonly GalleryPerson[];
  /** Of each of `people`; undefined when the probe has no features. */
  score(probe: readonly Template[]): Promise<readonly number[] | undefined>;
  /** Searches in hand finish; later ones reject. */
  close(): void;
};

/** Puts everybody's features into one index. People without features are left out; undefined when that is everybody. */
export async function indexPeople(
  given: readonly GalleryPerson[],
  { index: wanted, cohort = [] }: GalleryOptions = {},
): Promise<ScoredPeople | undefined> {
  const people = given.filter(hasFeatures);
  const owners = listOwners(people, cohort);
  const index = people.length > 0 ? await buildFeatureIndex(owners.templates, wanted) : undefined;
  return (
    index && {
      people,
      score: (probe) => score(index, owners, people.length, probe),
      close: () => index.close(),
    }
  );
}

export function hasFeatures({ templates }: Pick<GalleryPerson, 'templates'>): boolean {
  return countFeatures(templates) > 0;
}

/** Everybody whose features compete for the probe's: the people, then what is known not to be them, then the cohort. */
export type Owners = {
  readonly templates: readonly (readonly Template[])[];
  /** For each person the places of their negatives. */
  readonly negatives: readonly (readonly number[])[];
};

/** A member of the cohort who is one of the people does not compete with themselves. */
export function listOwners(people: readonly GalleryPerson[], cohort: readonly GalleryPerson[]): Owners {
  const templates = people.map((person) => person.templates.filter(isSift));
  const negatives = people.map(({ notThem = [] }) =>
    notThem.filter((face) => countFeatures(face) > 0).map((face) => templates.push(face.filter(isSift)) - 1),
  );
  const known = new Set(people.map(({ personId }) => personId));
  const borrowed = cohort.filter((person) => !known.has(person.personId) && hasFeatures(person));
  return { templates: [...templates, ...borrowed.map((person) => person.templates)], negatives };
}

async function score(
  index: FeatureIndex,
  { templates, negatives }: Owners,
  people: number,
  probe: readonly Template[],
): Promise<readonly number[] | undefined> {
  const queries = probeRows(probe);
  if (!queries) return undefined;
  const neighbours = await index.nearest(queries.rows);
  const tallies = tallyVotes(neighbours, neighbours.k, index.ownerOfRow, templates.length);
  return lowerAll(normaliseScores(tallies, queries.count), negatives).slice(0, people);
}

/** The scores with each person's lowered by their own negatives. */
export function lowerAll(scores: readonly number[], negatives: Owners['negatives']): number[] {
  const { margin } = calibration('sift');
  return scores.map((own, person) => {
    const rivals = (negatives[person] ?? []).map((owner) => scores[owner] ?? 0);
    return lowerByNegatives(own, rivals.length > 0 ? Math.max(...rivals) : undefined, margin);
  });
}
