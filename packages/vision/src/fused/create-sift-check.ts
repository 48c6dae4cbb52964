import type { GalleryOptions, GalleryPerson } from '../face-engine.ts';
import { checkAgainstBackground, checkWithinRoster, type SiftCheck } from '../sift/check-short-list.ts';
import { countFeatures, isSift } from '../sift/stack-rows.ts';

/** Up to so many features a search over all of them costs no more than one over a short list and a background: about 100 people with three photos. */
const WHOLE_ROSTER_FEATURES = 60_000;
/** People who stand for the roster where it is too large to compare with: from 20 on scores no longer change. */
const BACKGROUND_PEOPLE = 24;

/** SIFT as the second opinion on short lists of these people. */
export async function createSiftCheck(
  people: readonly GalleryPerson[],
  { cohort = [], loadSift }: GalleryOptions,
): Promise<SiftCheck> {
  if (!loadSift) {
    const features = people.reduce((sum, { templates }) => sum + countFeatures(templates), 0);
    if (features <= WHOLE_ROSTER_FEATURES) return checkWithinRoster(people, cohort);
  }
  const personOf = new Map(people.map((person) => [person.personId, person]));
  const load = async (personIds: readonly string[]): Promise<GalleryPerson[]> => {
    const asked = personIds.flatMap((personId) => personOf.get(personId) ?? []);
    if (!loadSift) return asked;
    const loaded = await loadSift(personIds);
    return asked.map((person) => ({
      ...person,
      templates: (loaded.get(person.personId) ?? person.templates).filter(isSift),
    }));
  };
  const background = await load(spread(people, BACKGROUND_PEOPLE).map(({ personId }) => personId));
  const borrowed = cohort.slice(0, Math.max(0, BACKGROUND_PEOPLE - background.length));
  return checkAgainstBackground([...background, ...borrowed], load);
}

/** So many of them, evenly from the first to the last. */
function spread<Item>(items: readonly Item[], count: number): Item[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, at) => items[Math.floor((at * items.length) / count)]).filter(
    (item): item is Item => item !== undefined,
  );
}
