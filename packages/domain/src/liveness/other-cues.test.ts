import { describe, expect, test } from 'vitest';
import { findLockStep } from './find-lock-step.ts';
import { judgeFrozen } from './judge-frozen.ts';
import { judgePassive } from './judge-passive.ts';
import { defaultLivenessRule as rule } from './liveness-rule.ts';
import type { PresentationSample } from './presentation-sample.ts';
import { aFace, type Pose, sampleOf } from './testing/head.ts';

const frames = Array.from({ length: 12 }, (_, frame) => frame);
const track = (pose: (frame: number) => Partial<Pose>, levels = (_frame: number) => [100, 120, 140]) =>
  frames.map(
    (frame): PresentationSample => ({
      ...sampleOf(aFace, pose(frame), frame * 110),
      surround: { ring: [], background: [], inner: levels(frame) },
    }),
  );

describe('a face that never changes', () => {
  test('when neither landmarks nor levels change, then it is frozen, wherever it is carried', () => {
    expect(
      judgeFrozen(
        track(() => ({})),
        rule.frozen,
      ),
    ).toMatchObject({ value: expect.closeTo(0, 9), says: 'spoof' });
    const carried = track((frame) => ({
      x: 10 * frame,
      rollDeg: 3 * frame,
      scale: 1 + frame / 50,
      depth: 0,
    }));
    expect(judgeFrozen(carried, rule.frozen).says).toBe('spoof');
  });

  test.each([
    ['the landmarks change', track((frame) => ({ noise: 0.02, seed: frame }))],
    [
      'the levels change',
      track(
        () => ({}),
        (frame) => [100 + 5 * (frame % 3), 120, 140],
      ),
    ],
    ['it was seen for less than a second', track(() => ({})).slice(0, 8)],
    ['nothing within it was measured', track(() => ({})).map((sample) => ({ ...sample, surround: null }))],
  ])('when %s, then it is not frozen', (_, samples) => {
    expect(judgeFrozen(samples, rule.frozen).says).toBe('nothing');
  });
});

describe('several faces', () => {
  const sway = (frame: number): number => 40 * Math.sin(frame / 2);

  test('when they move as one, then they are in lock-step, also when the photo comes nearer', () => {
    const one = track((frame) => ({ x: sway(frame) }));
    const other = track((frame) => ({ x: 200 + sway(frame), y: 20 }));
    expect(findLockStep(one, [other], rule.lockStep)).toMatchObject({
      value: expect.closeTo(0, 9),
      says: 'spoof',
    });
    const near = (frame: number): number => 1 + frame / 20;
    const nearing = [0, 150].map((x) =>
      track((frame) => ({ x: x * near(frame) + sway(frame), scale: near(frame) })),
    );
    const [left = [], right = []] = nearing;
    expect(findLockStep(left, [right], rule.lockStep).says).toBe('spoof');
  });

  test('when each moves for itself, or one of them stands still, then they are not', () => {
    const one = track((frame) => ({ x: sway(frame) }));
    const away = track((frame) => ({ x: 200 - sway(frame) }));
    expect(findLockStep(one, [away], rule.lockStep)).toMatchObject({ says: 'nothing' });
    expect(findLockStep(one, [track(() => ({ x: 200 }))], rule.lockStep).value).toBeNull();
    expect(findLockStep(one, [], rule.lockStep).value).toBeNull();
  });
});

describe('what still frames tell', () => {
  const looks = (change: Partial<PresentationSample>) =>
    judgePassive(
      track(() => ({})).map((sample) => ({ ...sample, ...change })),
      rule,
    ).map(({ says }) => says);

  test.each([
    [{ live: 0.95 }, ['live', 'nothing', 'nothing']],
    [{ live: 0.5 }, ['nothing', 'nothing', 'nothing']],
    [{ live: 0.05 }, ['spoof', 'nothing', 'nothing']],
    [{ screen: { border: 1, moire: 0 } }, ['nothing', 'spoof', 'nothing']],
    [{ screen: { border: 0, moire: 1 } }, ['nothing', 'nothing', 'spoof']],
    [{}, ['nothing', 'nothing', 'nothing']],
  ])('when frames look like %o, then network, border and moiré say %o', (change, says) => {
    expect(looks(change)).toEqual(says);
  });
});
