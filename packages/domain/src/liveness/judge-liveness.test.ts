import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nosePlace } from './find-turn.ts';
import { judgeLiveness } from './judge-liveness.ts';
import { aFace, type Pose, project, sampleOf } from './testing/head.ts';

const at = (frames: number, intervalMs: number, pose: (share: number, frame: number) => Partial<Pose>) =>
  Array.from({ length: frames }, (_, frame) =>
    sampleOf(aFace, pose(frame / (frames - 1), frame), frame * intervalMs),
  );
const cue = (result: ReturnType<typeof judgeLiveness>, name: string) =>
  result.cues.find((found) => found.name === name);

describe('a turn of the head', () => {
  test('when a head turns by 20 degrees, then it is live', () => {
    const result = judgeLiveness(at(12, 110, (share) => ({ yawDeg: -10 + 20 * share })));
    expect(cue(result, 'turn')).toMatchObject({ says: 'live' });
    expect(result).toMatchObject({ verdict: 'live' });
    expect(result.score).toBeGreaterThan(0.9);
  });

  test('when a flat photo is turned, tilted and carried about, then the turn is nothing', () => {
    const flat = at(12, 110, (share) => ({
      yawDeg: -35 + 70 * share,
      pitchDeg: 25 * Math.sin(6 * share),
      rollDeg: 20 * share,
      x: 300 * share,
      scale: 1 + share / 2,
      depth: 0,
    }));
    expect(cue(judgeLiveness(flat), 'turn')?.value).toBeCloseTo(0, 6);
    expect(judgeLiveness(flat).verdict).toBe('undecided');
  });

  test('when a flat photo is seen from any side, then its nose keeps its place', () => {
    const front = nosePlace({ landmarks: project(aFace, { depth: 0 }) });
    for (const yawDeg of [-40, 15, 40]) {
      const place = nosePlace({ landmarks: project(aFace, { depth: 0, yawDeg, pitchDeg: 20 }) });
      expect(place?.across).toBeCloseTo(front?.across ?? Number.NaN, 9);
      expect(place?.down).toBeCloseTo(front?.down ?? Number.NaN, 9);
    }
  });

  test('when landmarks only shake, then the turn is nothing', () => {
    const shaken = at(20, 110, (_, frame) => ({ noise: 0.03, seed: frame }));
    expect(cue(judgeLiveness(shaken), 'turn')).toMatchObject({ says: 'nothing' });
  });

  test('when any flat photo is carried along any way, with landmarks that shake, then it is never live', () => {
    const angle = fc.double({ min: -35, max: 35, noNaN: true });
    const path = fc.record({ yawDeg: angle, pitchDeg: angle, rollDeg: angle, x: angle });
    fc.assert(
      fc.property(
        path,
        path,
        fc.double({ min: 0, max: 0.02, noNaN: true }),
        fc.nat(999),
        (from, to, noise, seed) => {
          const between = (share: number, key: keyof typeof from) =>
            from[key] + share * (to[key] - from[key]);
          const photo = at(16, 110, (share, frame) => ({
            yawDeg: between(share, 'yawDeg'),
            pitchDeg: between(share, 'pitchDeg'),
            rollDeg: between(share, 'rollDeg'),
            x: between(share, 'x'),
            depth: 0,
            noise,
            seed: seed + frame,
          }));
          expect(judgeLiveness(photo).verdict).not.toBe('live');
        },
      ),
    );
  });

  test('when there are no landmarks but the eyes, then the turn was not measured', () => {
    const eyesOnly = at(12, 110, (share) => ({ yawDeg: 40 * share })).map((sample) => {
      const { leftEye, rightEye } = sample.landmarks;
      return { ...sample, landmarks: { leftEye, rightEye } };
    });
    expect(cue(judgeLiveness(eyesOnly), 'turn')).toEqual({ name: 'turn', value: null, says: 'nothing' });
  });
});

describe('the verdict', () => {
  test('when there are fewer than three samples, then nothing is decided', () => {
    expect(judgeLiveness([]).verdict).toBe('undecided');
    expect(judgeLiveness([]).score).toBe(0.5);
    expect(judgeLiveness(at(2, 110, () => ({})))).toMatchObject({ verdict: 'undecided' });
  });

  test('when samples come in another order, then the verdict is the same', () => {
    const samples = at(12, 110, (share) => ({ yawDeg: 20 * share }));
    expect(judgeLiveness(samples.toReversed())).toEqual(judgeLiveness(samples));
  });

  test('when still frames alone speak against it, then one cue is not enough and two are', () => {
    const looks = (border: number, moire: number) =>
      at(5, 500, () => ({ noise: 0.02 })).map((sample) => ({ ...sample, screen: { border, moire } }));
    expect(judgeLiveness(looks(0.9, 0)).verdict).toBe('undecided');
    expect(judgeLiveness(looks(0.9, 0.9)).verdict).toBe('suspected');
  });

  test('when the network alone says live, then it is not live', () => {
    const sure = at(5, 500, () => ({ noise: 0.02 })).map((sample) => ({ ...sample, live: 1 }));
    const result = judgeLiveness(sure);
    expect(result.verdict).toBe('undecided');
    expect(result.score).toBeGreaterThan(0.5);
  });
});
