import type { FrameOutcome } from '@hadir/contracts';
import { createMetrics } from '@hadir/platform';
import { expect, test } from 'vitest';
import { type CountedFace, createMatcherMetrics } from './matcher-metrics.ts';

const outcome: FrameOutcome = {
  frameId: 'door-1-1',
  deviceId: 'door-1',
  sessionId: null,
  capturedAt: '2026-03-02T01:00:00.000Z',
  receivedAt: '2026-03-02T01:00:00.100Z',
  decidedAt: '2026-03-02T01:00:00.300Z',
  dropped: null,
  faces: [
    { faceNumber: 0, status: 'present', studentId: null, score: 9, threshold: 5 },
    { faceNumber: 1, status: 'unknown', studentId: null, score: 1, threshold: 5 },
  ],
};

test('when outcomes are counted, then frames, faces, marks and the time they took can be read', async () => {
  const registry = createMetrics('matcher');
  const metrics = createMatcherMetrics(registry);
  metrics.countOutcome(outcome);
  metrics.countOutcome({ ...outcome, faces: [], dropped: 'no-open-session' });
  await expect(metrics.timed('search', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  const text = await registry.text();
  expect(text).toContain('hadir_frames_total{outcome="marked",service="matcher"} 1');
  expect(text).toContain('hadir_frames_total{outcome="no-open-session",service="matcher"} 1');
  expect(text).toContain('hadir_faces_total{status="unknown",service="matcher"} 1');
  expect(text).toContain('hadir_marks_total{status="present",service="matcher"} 1');
  expect(text).toContain('hadir_frame_seconds_sum{service="matcher"} 0.4');
  expect(text).toContain('hadir_stage_seconds_count{service="matcher",stage="search"} 1');
});

test('when dead letters are counted, then the reason is a word and never the text of an error', async () => {
  const registry = createMetrics('matcher');
  const metrics = createMatcherMetrics(registry);
  metrics.countDeadLetter('identify-frame', 'frame-expired: the bytes of the frame are gone');
  metrics.countDeadLetter('identify-frame', "Cannot read properties of undefined (reading 'x')");
  const text = await registry.text();
  expect(text).toContain('reason="frame-expired"');
  expect(text).toContain('reason="error"');
});

test('when decisions are counted, then reasons, agreement, liveness and presentations can be read', async () => {
  const registry = createMetrics('matcher');
  const metrics = createMatcherMetrics(registry);
  const found = { personId: null, candidate: null, runnerUp: null, margin: null, requiredMargin: 3 };
  const presence = { presentationId: 'p', liveness: null, signs: null, samples: [] };
  const face: CountedFace = {
    identification: { ...found, reason: 'ambiguous' },
    search: { candidates: [], agreement: 'silent' },
    presence,
  };
  const judged: CountedFace = {
    identification: { ...found, reason: 'spoof-suspected' },
    search: { candidates: [], agreement: null },
    presence: { ...presence, liveness: { verdict: 'suspected', score: 0.1, cues: [] } },
  };
  metrics.countSightings([face, face, judged], 2);
  const text = await registry.text();
  expect(text).toContain('hadir_sightings_total{reason="ambiguous",service="matcher"} 2');
  expect(text).toContain('hadir_sightings_total{reason="spoof-suspected",service="matcher"} 1');
  expect(text).toContain('hadir_agreements_total{agreement="silent",service="matcher"} 2');
  expect(text).toContain('hadir_liveness_total{verdict="suspected",service="matcher"} 1');
  expect(text).toContain('hadir_presentations_total{service="matcher"} 2');
});
