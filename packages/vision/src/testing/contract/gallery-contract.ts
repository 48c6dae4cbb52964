import { expect, it } from 'vitest';
import { defaultMargin } from '../../calibration.ts';
import { at, type SeenPeople, scoreOf } from './seen-people.ts';

export function galleryContract(given: () => SeenPeople): void {
  it('when the others are only a cohort, then they are never found and the scores stay about the same', async () => {
    const { engine, people, again } = given();
    const gallery = await engine.buildGallery(people);
    const alone = await engine.buildGallery(people.slice(0, 1), { cohort: people });
    expect(alone.size).toBe(1);
    const { candidates } = await alone.search(at(again, 0).templates);
    expect(candidates.map(({ personId }) => personId)).toEqual(['person 0']);
    expect(candidates[0]?.score).toBeCloseTo((await scoreOf(gallery, at(again, 0), 'person 0')) ?? 0, 1);
    const other = await alone.search(at(again, 1).templates);
    expect(other.candidates.map(({ personId }) => personId)).toEqual(['person 0']);
    gallery.close();
    alone.close();
  });

  it('when staff said that such a face is not the person, then they score less and the others do not', async () => {
    const { engine, people, again } = given();
    const wrong = [at(again, 0).templates];
    const before = await engine.buildGallery(people);
    const after = await engine.buildGallery(
      people.map((person, place) => (place === 0 ? { ...person, notThem: wrong } : person)),
    );
    const change = async (place: number): Promise<number> => {
      const [face, personId] = [at(again, place), `person ${place}`];
      return ((await scoreOf(after, face, personId)) ?? 0) - ((await scoreOf(before, face, personId)) ?? 0);
    };
    expect(await change(0)).toBeLessThan(-defaultMargin(engine));
    expect(Math.abs(await change(1))).toBeLessThan(defaultMargin(engine));
    before.close();
    after.close();
  });

  it('when a gallery is closed, then searches reject and closing again does nothing', async () => {
    const { engine, people, enrolled } = given();
    const closed = await engine.buildGallery(people);
    closed.close();
    closed.close();
    await expect(closed.search(at(enrolled, 0).templates)).rejects.toThrow('closed');
  });

  it('when nobody has a template, then the gallery is empty and answers nobody', async () => {
    const { engine, enrolled } = given();
    for (const people of [[], [{ personId: 'no photos', templates: [] }]]) {
      const empty = await engine.buildGallery(people);
      expect(empty.size).toBe(0);
      expect((await empty.search(at(enrolled, 0).templates)).candidates).toEqual([]);
      empty.close();
    }
  });
}
