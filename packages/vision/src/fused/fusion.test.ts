import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { calibration } from '../calibration.ts';
import { collectEvidence } from './evidence.ts';
import { BadFusion, checkFusionParts, type Fusion, fuse, readFusion } from './fusion.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hadir-fusion-'));
});
afterAll(() => rm(dir, { recursive: true }));

describe('the shipped fusion', () => {
  let shipped: Fusion;
  beforeAll(async () => {
    shipped = await readFusion();
  });

  it('when it is read, then its calibration is the one of the table', () => {
    expect(shipped.calibration).toEqual(calibration('fused'));
  });

  it('when it was learned, then nobody who taught it was measured with, and fused was no worse than deep there', () => {
    const { people, measured } = shipped.provenance;
    expect(people).toEqual({ training: 20, heldOut: 20 });
    const dirOf = (engine: string, condition: string): number =>
      measured.heldOut
        .find((each) => each.engine === engine && each.condition === condition)
        ?.points.find(({ at }) => at === 'FPIR 1 %')?.dir ?? Number.NaN;
    const intervalOf = (condition: string) =>
      measured.heldOut
        .find((each) => each.engine === 'fused' && each.condition === condition)
        ?.points.find(({ at }) => at === 'FPIR 1 %')?.dirInterval.high ?? 0;
    for (const condition of shipped.provenance.conditions) {
      expect(dirOf('fused', condition)).toBeGreaterThan(0);
      expect(intervalOf(condition)).toBeGreaterThanOrEqual(dirOf('deep', condition));
    }
  });

  it('when any evidence for a person grows, then so does the score', () => {
    const evidence = { personId: 'a', deep: 0.4, lead: 0.1, sift: 2 };
    const score = fuse(shipped, evidence);
    expect(fuse(shipped, { ...evidence, deep: 0.5 })).toBeGreaterThan(score);
    expect(fuse(shipped, { ...evidence, lead: 0.2 })).toBeGreaterThan(score);
    expect(fuse(shipped, { ...evidence, sift: 3 })).toBeGreaterThan(score);
    expect(fuse(shipped, { ...evidence, sift: null })).toBeGreaterThan(0);
  });

  it('when another network made the templates, then it is refused and says what to run', () => {
    const own = [
      { engine: 'deep', modelVersion: 'another-1' },
      { engine: 'sift', modelVersion: 'sift-1' },
    ] as const;
    expect(() => checkFusionParts(shipped, own)).toThrow(BadFusion);
    expect(() => checkFusionParts(shipped, own)).toThrow('hadir fusion learn');
  });
});

test.each([
  ['is no JSON', '{', 'is no JSON'],
  ['lacks what it must have', '{"format": 1}', 'weights'],
])('when a fusion file %s, then it is refused and named', async (_, text, message) => {
  const file = join(dir, 'fusion.json');
  await writeFile(file, text);
  await expect(readFusion(file)).rejects.toThrow(message);
  await expect(readFusion(file)).rejects.toThrow(file);
});

test('when a fusion file is not there, then it is named', async () => {
  await expect(readFusion('/nowhere/fusion.json')).rejects.toThrow('/nowhere/fusion.json');
});

describe('collectEvidence', () => {
  const person = (personId: string, deep: number, sift?: number) => ({
    personId,
    parts: sift === undefined ? { deep } : { deep, sift },
  });

  it('when there are rivals, then each lead is over the best other', () => {
    const [first, second] = collectEvidence([person('a', 0.6, 3), person('b', 0.35, 1)]);
    expect(first?.lead).toBeCloseTo(0.25);
    expect(second?.lead).toBeCloseTo(-0.25);
  });

  it('when somebody is alone, then the lead is over what a stranger would have', () => {
    const [alone] = collectEvidence([person('a', 0.6)]);
    expect(alone?.lead).toBeCloseTo(0.4);
    expect(alone?.sift).toBeNull();
  });

  it('when one of the cohort is more alike, then the lead is over them', () => {
    expect(collectEvidence([person('a', 0.6)], 0.5)[0]?.lead).toBeCloseTo(0.1);
  });

  it('when a SIFT score is extreme, then it counts as no more than 5 and no less than 0', () => {
    const scores = collectEvidence([person('a', 0.6, 20), person('b', 0.5, -3)]).map(({ sift }) => sift);
    expect(scores).toEqual([5, 0]);
  });
});
