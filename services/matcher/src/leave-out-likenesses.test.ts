import { createFaceEngine, type FaceEngine, type GalleryPerson } from '@hadir/vision';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leaveOutLikenesses } from './leave-out-likenesses.ts';
import { type Person, photoOf } from './testing/people.ts';

let engine: FaceEngine;
beforeAll(async () => {
  engine = await createFaceEngine({ engine: 'fused' });
});
afterAll(() => engine.close());

async function enrolled(personId: string, person: Person, number: number): Promise<GalleryPerson> {
  const { faces } = await engine.extract(await photoOf(person, number));
  return { personId, templates: faces.flatMap(({ templates }) => templates) };
}

test('when somebody elsewhere looks like one of the roster, then they are left out, and others are not', async () => {
  const roster = [await enrolled('ada', 'ada', 1), await enrolled('budi', 'budi', 1)];
  const cohort = [await enrolled('also ada', 'ada', 3), await enrolled('citra', 'citra', 1)];
  expect(leaveOutLikenesses(engine, roster, cohort).map(({ personId }) => personId)).toEqual(['citra']);
});

test('when only SIFT has described them, then nobody is left out', async () => {
  const siftOnly = async (personId: string, number: number): Promise<GalleryPerson> => {
    const { templates } = await enrolled(personId, 'ada', number);
    return { personId, templates: templates.filter((template) => template.engine === 'sift') };
  };
  const cohort = [await siftOnly('also ada', 3)];
  expect(leaveOutLikenesses(engine, [await siftOnly('ada', 1)], cohort)).toEqual(cohort);
});
