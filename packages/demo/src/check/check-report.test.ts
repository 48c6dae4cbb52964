import type { FaceOutcome, FrameOutcome } from '@hadir/contracts';
import { describe, expect, test } from 'vitest';
import type { TimedOutcome } from '../live/frame-times.ts';
import { type CheckFindings, isSound, makeReport } from './check-report.ts';

const [ANA, BUDI] = ['00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-00000000000b'];

function timed(
  people: readonly string[],
  faces: readonly (readonly [FaceOutcome['status'], string | null])[],
  latencyMs = 100,
): TimedOutcome {
  const at = '2026-03-02T01:00:00.000Z';
  const outcome: FrameOutcome = {
    frameId: 'demo-cam-0123456789abcdef-1',
    deviceId: 'demo-cam',
    sessionId: null,
    capturedAt: at,
    receivedAt: at,
    decidedAt: at,
    dropped: null,
    faces: faces.map(([status, studentId], faceNumber) => ({
      faceNumber,
      status,
      studentId,
      score: 9,
      threshold: 8,
    })),
  };
  return { outcome, people, latencyMs };
}

function findings(outcomes: readonly TimedOutcome[], recorded: readonly string[]): CheckFindings {
  const expected = new Map([
    ['ana', ANA],
    ['budi', BUDI],
  ]);
  return {
    engine: 'fused',
    frames: outcomes.length,
    accepted: outcomes.length,
    outcomes,
    recorded,
    expected,
  };
}

const bothMarked = [
  timed(['ana'], [['confirming', ANA]], 80),
  timed(['ana'], [['present', ANA]], 90),
  timed(['ana'], [['duplicate', ANA]], 100),
  timed(['budi'], [['late', BUDI]], 110),
  timed(['stranger 1'], [['unknown', null]], 300),
];

describe('the report of a check', () => {
  test('when each person is marked once by a frame of that person, then it is sound', () => {
    const report = makeReport(findings(bothMarked, [ANA, BUDI]));
    expect(report).toEqual({
      engine: 'fused',
      frames: 5,
      accepted: 5,
      marks: 2,
      expectedMarks: 2,
      wrongMarks: 0,
      strangerMarks: 0,
      duplicateMarks: 0,
      p50Ms: 100,
      p95Ms: 300,
    });
    expect(isSound(report)).toBe(true);
  });

  test('when somebody was shown and not marked, then it is not sound', () => {
    const report = makeReport(findings(bothMarked.slice(0, 3), [ANA]));
    expect(report).toMatchObject({ marks: 1, expectedMarks: 2, wrongMarks: 0 });
    expect(isSound(report)).toBe(false);
  });

  test('when a frame of one marks another, then that mark is wrong', () => {
    const report = makeReport(findings([timed(['ana'], [['present', BUDI]])], [BUDI]));
    expect(report).toMatchObject({ wrongMarks: 1, strangerMarks: 0 });
    expect(isSound(report)).toBe(false);
  });

  test('when a stranger is marked as somebody, then it is a stranger mark even if the person came too', () => {
    const outcomes = [timed(['stranger 1'], [['present', ANA]]), ...bothMarked.slice(3)];
    const report = makeReport(findings(outcomes, [ANA, BUDI]));
    expect(report).toMatchObject({ marks: 2, wrongMarks: 0, strangerMarks: 1 });
    expect(isSound(report)).toBe(false);
  });

  test('when somebody is marked twice, in the records or in the outcomes, then it is a duplicate mark', () => {
    expect(makeReport(findings(bothMarked, [ANA, BUDI, BUDI]))).toMatchObject({ duplicateMarks: 1 });
    const twice = [...bothMarked, timed(['ana'], [['present', ANA]])];
    expect(makeReport(findings(twice, [ANA, BUDI]))).toMatchObject({ marks: 2, duplicateMarks: 1 });
  });

  test('when a record has no outcome that made it, then it counts as wrong', () => {
    expect(makeReport(findings([], [ANA]))).toMatchObject({ marks: 1, wrongMarks: 1, p50Ms: 0 });
  });

  test('when both of two people in one frame are marked, then both are right', () => {
    const report = makeReport(
      findings(
        [
          timed(
            ['ana', 'budi'],
            [
              ['present', BUDI],
              ['present', ANA],
            ],
          ),
        ],
        [ANA, BUDI],
      ),
    );
    expect(isSound(report)).toBe(true);
  });
});
