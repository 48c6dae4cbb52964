import type { FrameEvent } from '@hadir/camera';
import type { FrameOutcome } from '@hadir/contracts';
import { expect, test } from 'vitest';
import { createFrameTimes, type TimedOutcome } from './frame-times.ts';

const FRAME = 'demo-cam-0123456789abcdef-1';

const outcome: FrameOutcome = {
  frameId: FRAME,
  deviceId: 'demo-cam',
  sessionId: null,
  capturedAt: '2026-03-02T01:02:03.000Z',
  receivedAt: '2026-03-02T01:02:03.100Z',
  decidedAt: '2026-03-02T01:02:03.250Z',
  dropped: null,
  faces: [],
};

const posted: FrameEvent = {
  seq: 1,
  frameId: FRAME,
  people: ['25001'],
  result: 'accepted',
  postedAt: new Date('2026-03-02T01:02:03.050Z'),
  latencyMs: 20,
  attempts: 1,
  answer: undefined,
};

function times() {
  const told: TimedOutcome[] = [];
  return { told, times: createFrameTimes('demo-cam', (timed) => told.push(timed)) };
}

test.each(['answer', 'outcome'])('when the %s comes first, then both are told together, once', (first) => {
  const { told, times: pair } = times();
  const steps = [() => pair.posted(posted), () => pair.decided(outcome)];
  for (const step of first === 'answer' ? steps : steps.toReversed()) step();
  pair.posted(posted);
  expect(told).toEqual([{ outcome, people: ['25001'], latencyMs: 200 }]);
});

test('when a frame was not accepted, then nothing is told', () => {
  const { told, times: pair } = times();
  pair.posted({ ...posted, frameId: undefined });
  pair.decided(outcome);
  expect(told).toEqual([]);
});

test('when another camera posted it, then it is told at once, counted from its receipt', () => {
  const { told, times: pair } = times();
  pair.decided({ ...outcome, deviceId: 'door-cam' });
  expect(told).toMatchObject([{ people: undefined, latencyMs: 150 }]);
});
