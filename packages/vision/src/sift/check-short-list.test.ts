import { beforeAll, describe, expect, it } from 'vitest';
import { createSiftEngine } from '../create-sift-engine.ts';
import type { GalleryPerson, Template } from '../face-engine.ts';
import { createSiftCheck } from '../fused/create-sift-check.ts';
import { groupPhoto } from '../testing/contract/seen-people.ts';
import { syntheticPopulation } from '../testing/synthetic-people.ts';
import { seededRandom } from '../testing/unit-vectors.ts';
import { checkWithinRoster } from './check-short-list.ts';

const PEOPLE = 30;
let people: readonly GalleryPerson[];
let again: readonly Template[];

beforeAll(async () => {
  const engine = await createSiftEngine({ concurrency: 1 });
  const { faces } = await engine.extract(await groupPhoto(6));
  const real = faces.flatMap(({ templates }) => templates);
  const population = syntheticPopulation(real, seededRandom(3));
  const templates = Array.from({ length: PEOPLE }, () => population.person());
  people = templates.map((template, at) => ({ personId: `p${at}`, templates: [template] }));
  again = templates.map((template) => population.seenAgain(template));
  await engine.close();
}, 60_000);

const ids = (...places: number[]): string[] => places.map((place) => `p${place}`);

describe('a short list whose templates are loaded', () => {
  it('when checked, then scores are about those of a search over the whole roster, and only the list was loaded', async () => {
    const loaded: (readonly string[])[] = [];
    const templatesOf = new Map(people.map(({ personId, templates }) => [personId, templates]));
    const bare = people.map(({ personId }) => ({ personId, templates: [] }));
    const list = await createSiftCheck(bare, {
      loadSift: async (asked) => {
        loaded.push(asked);
        return new Map(asked.map((personId) => [personId, templatesOf.get(personId) ?? []]));
      },
    });
    const whole = await checkWithinRoster(people, []);
    expect(loaded[0]?.length).toBeLessThan(PEOPLE);
    let apart = 0;
    for (const [place, probe] of again.slice(0, 10).entries()) {
      const asked = ids(place, place + 1, place + 11);
      const [short, full] = [await list.check([probe], asked), await whole.check([probe], asked)];
      expect(loaded.at(-1)).toEqual(asked);
      expect([...short.keys()]).toEqual(asked);
      for (const personId of asked) apart += Math.abs((short.get(personId) ?? 0) - (full.get(personId) ?? 0));
    }
    expect(apart / 30).toBeLessThan(1);
    list.close();
    whole.close();
    await expect(list.check([again[0] as Template], ids(0))).rejects.toThrow('closed');
  });

  it('when a probe has no features or somebody cannot be loaded, then there is no score', async () => {
    const list = await createSiftCheck(people, {
      loadSift: async (asked) =>
        new Map(asked.map((id) => [id, id === 'p1' ? [] : (people[0]?.templates ?? [])])),
    });
    expect([...(await list.check([again[0] as Template], ids(0, 1))).keys()]).toEqual(['p0']);
    expect((await list.check([], ids(0, 1))).size).toBe(0);
    list.close();
  });
});

it('when a roster of one has no cohort, then SIFT has no score rather than one of 0', async () => {
  const alone = await checkWithinRoster(people.slice(0, 1), []);
  expect((await alone.check([again[0] as Template], ids(0))).size).toBe(0);
});
