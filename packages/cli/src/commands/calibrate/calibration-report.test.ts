import type { JudgedSighting } from '@hadir/db';
import { expect, it } from 'vitest';
import { calibrationHtml } from './calibration-html.ts';
import { type CalibrationRequest, calibrationReport } from './calibration-report.ts';
import { calibrationText } from './calibration-text.ts';
import { labelPresentations } from './label-presentations.ts';

const request: CalibrationRequest = {
  engine: 'fused',
  ...{ targetFpir: 0.01, labelledOnly: false, least: 2 },
  current: { threshold: 6, margin: 1 },
  confirm: { sightings: 3, windowMs: 10_000 },
};

/** Three frames of one presentation. */
function stay(number: number, change: Partial<JudgedSighting>): JudgedSighting[] {
  return [0, 1, 2].map((second) => ({
    ...{ id: `${number}-${second}`, sessionId: 's1', capturedAt: new Date(second * 1000), engine: 'fused' },
    ...{ modelVersion: 'm1', candidateId: 'ada', score: 5, threshold: 6, margin: 3, requiredMargin: 1 },
    ...{ agreement: 'agree', quality: 0.8, reason: 'match', presentationId: `p${number}`, label: null },
    ...change,
  }));
}

/** 20 people of five stays each, score 8, one more who was missed at 5, and 300 strangers up to 3. */
const sightings = [
  ...Array.from({ length: 100 }, (_, at) =>
    stay(at, { candidateId: `c${at % 20}`, sessionId: `s${at % 5}`, score: 8, label: 'genuine' }),
  ).flat(),
  ...stay(500, { candidateId: 'c1', sessionId: 's9', score: 5, reason: 'below-threshold', label: 'genuine' }),
  ...Array.from({ length: 300 }, (_, at) => stay(1000 + at, { candidateId: 'c2', score: at / 100 })).flat(),
];
const period = {
  ...{ sightings, sessions: 6, isCut: false },
  courseOf: new Map([['s9', 'IF-101']]),
};

it('when labels suffice, then a threshold is proposed with what it would have changed', () => {
  const report = calibrationReport(period, request);
  expect(report).toMatchObject({
    ...{ modelVersion: 'm1', assumed: 300, proposed: { threshold: 2.961, margin: 1 } },
    result: { kind: 'proposal', have: { genuine: 101, people: 20, impostors: 300 } },
    now: { dir: 100 / 101, fpir: 0 },
    changes: {
      lost: [],
      gained: [
        { sessionId: 's9', personId: 'c1' },
        // The three strangers that the target lets pass.
        { sessionId: 's1', personId: 'c2' },
      ],
      courses: [
        { course: 'IF-101', lost: 0, gained: 1 },
        { course: 's1', lost: 0, gained: 1 },
      ],
    },
  });
  const text = calibrationText(report, 100);
  expect(text).toContain('Proposed: threshold 2.961, margin 1 as now.');
  expect(text).toMatch(/IF-101 +0 +1/);
  const page = calibrationHtml(report);
  expect(page).toContain('<td>IF-101</td>');
  expect(page).not.toContain('c1');
});

it('when only what was labelled counts, then it says how many are wanting instead of proposing', () => {
  const report = calibrationReport(period, { ...request, labelledOnly: true });
  expect(report).toMatchObject({ proposed: null, changes: null, result: { kind: 'too-few' } });
  expect(calibrationText(report, 100)).toContain(
    "Too few labels to propose a threshold for FPIR 1 %: 300 strangers' presentations more are needed.",
  );
  expect(calibrationHtml(report)).toContain('class="warning"');
});

it('when another engine or version decided before, then its sightings are left out', () => {
  const older = stay(2000, { engine: 'sift', modelVersion: 'x', score: 40 });
  const before = stay(2001, { modelVersion: 'm0', score: 40 });
  const report = calibrationReport({ ...period, sightings: [...older, ...before, ...sightings] }, request);
  expect(report.sightings).toBe(sightings.length);
});

it('when staff spoke of a presentation, then their word holds, and poor faces say nothing', () => {
  const labels = (given: readonly JudgedSighting[]) =>
    labelPresentations(given).map(({ label, source, score }) => [label, source, score]);
  const [first, second] = stay(1, {});
  if (!first || !second) throw new Error('no sightings');
  expect(labels([first, { ...second, label: 'impostor', score: 7 }])).toEqual([
    ['impostor', 'staff-or-marks', 7],
  ]);
  expect(labels([first, { ...second, label: 'genuine', score: 4 }])).toEqual([
    ['genuine', 'staff-or-marks', 4],
  ]);
  expect(labels([first, { ...second, score: 9, reason: 'poor-quality' }])).toEqual([
    ['impostor', 'assumed', 5],
  ]);
});
