import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultMargin, defaultThreshold } from '../../calibration.ts';
import type { FaceEngine, Gallery, Search } from '../../face-engine.ts';
import type { SeenPeople } from './seen-people.ts';

export function rosterContract(given: () => SeenPeople): void {
  let gallery: Gallery;
  beforeAll(async () => {
    gallery = await given().engine.buildGallery(given().people);
  });
  afterAll(() => gallery.close());

  it('when its people are seen again, then each is matched above threshold and margin', async () => {
    const { engine, again } = given();
    expect(again.length).toBeGreaterThanOrEqual(3);
    for (const [place, { templates }] of again.entries()) {
      const [best, next] = (await gallery.search(templates)).candidates;
      expect(best?.personId).toBe(`person ${place}`);
      expect(best?.score).toBeGreaterThan(defaultThreshold(engine));
      expect((best?.score ?? 0) - (next?.score ?? 0)).toBeGreaterThan(defaultMargin(engine));
    }
  });

  it('when strangers are seen, then nobody is matched', async () => {
    const { engine, strangers } = given();
    expect(strangers.length).toBeGreaterThanOrEqual(5);
    for (const { templates } of strangers) {
      const [best] = (await gallery.search(templates)).candidates;
      expect(best?.score).toBeLessThan(defaultThreshold(engine));
    }
  });

  it('when searched, then candidates come best first, each with what every part gave', async () => {
    const { engine, people, again } = given();
    expect(gallery.size).toBe(people.length);
    for (const { templates } of again) expectWhole(engine, await gallery.search(templates), people.length);
  });

  it('when searches run at once, then each answer is what it is alone', async () => {
    const { again } = given();
    const alone = [];
    for (const { templates } of again) alone.push(await gallery.search(templates));
    expect(await Promise.all(again.map(({ templates }) => gallery.search(templates)))).toEqual(alone);
  });

  it('when the probe has no template, then nobody is answered', async () => {
    expect((await gallery.search([])).candidates).toEqual([]);
  });
}

function expectWhole(engine: FaceEngine, { candidates, agreement }: Search, people: number): void {
  const parts = engine.parts.map((part) => part.engine).toSorted();
  const scores = candidates.map(({ score }) => score);
  expect(scores).toHaveLength(Math.min(5, people));
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  for (const candidate of candidates) expect(Object.keys(candidate.parts).toSorted()).toEqual(parts);
  expect(parts.length === 1 ? [null] : ['agree', 'silent']).toContain(agreement);
}
