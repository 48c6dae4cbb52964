import { afterAll, beforeAll, describe } from 'vitest';
import type { FaceEngine } from '../../face-engine.ts';
import { extractContract } from './extract-contract.ts';
import { galleryContract } from './gallery-contract.ts';
import { rosterContract } from './roster-contract.ts';
import { lookAtPeople, type SeenPeople } from './seen-people.ts';
import { templateContract } from './template-contract.ts';

/** What every engine must do, on real photos. */
export function faceEngineContract(create: () => Promise<FaceEngine>): void {
  let seen: SeenPeople | undefined;
  const given = (): SeenPeople => {
    if (!seen) throw new Error('the photos were not looked at');
    return seen;
  };
  beforeAll(async () => {
    seen = await lookAtPeople(await create());
  }, 60_000);
  afterAll(() => seen?.engine.close());
  describe('extract', () => extractContract(given));
  describe('templates', () => templateContract(given));
  describe('a small roster of one photo each', () => rosterContract(given));
  describe('galleries', () => galleryContract(given));
}
