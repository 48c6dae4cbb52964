import type { FrameOutcome } from '@hadir/contracts';
import { expect, test } from 'vitest';
import { describeMissing } from './describe-missing.ts';

const [ANA, BUDI] = ['00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-00000000000b'];

const outcome: FrameOutcome = {
  frameId: 'demo-cam-0123456789abcdef-1',
  deviceId: 'demo-cam',
  sessionId: null,
  capturedAt: '2026-03-02T01:02:03.000Z',
  receivedAt: '2026-03-02T01:02:03.100Z',
  decidedAt: '2026-03-02T01:02:03.250Z',
  dropped: null,
  faces: [],
};
const face = { faceNumber: 0, status: 'confirming', studentId: BUDI, score: 20.04, threshold: 12 } as const;
const frame = (people: readonly string[], faces: FrameOutcome['faces']) => ({
  outcome: { ...outcome, faces },
  people,
  latencyMs: 100,
});

test('when somebody was not marked, then it says what became of the frames of that person', () => {
  const expected = new Map([
    ['ana', ANA],
    ['budi', BUDI],
  ]);
  const outcomes = [frame(['budi'], [face]), frame(['budi'], []), frame(['ana'], [])];
  expect(describeMissing(expected, [ANA], outcomes)).toEqual([
    'student budi was not marked: of 2 frames 1 matched and 1 had no face; best scores 20.0, 0.0',
  ]);
});
