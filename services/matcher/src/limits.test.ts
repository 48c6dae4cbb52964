import { EnvError } from '@hadir/platform';
import { createSiftEngine, defaultThreshold, type FaceEngine } from '@hadir/vision';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { matchRuleFor, warnOfLowThreshold } from './limits.ts';

let engine: FaceEngine;

beforeAll(async () => {
  engine = await createSiftEngine();
});
afterAll(() => engine.close());

function warningsOf(threshold: number | undefined): unknown[] {
  const warnings: unknown[] = [];
  warnOfLowThreshold(engine, threshold, { warn: (event) => void warnings.push(event) });
  return warnings;
}

test('when the threshold is below the calibrated one, then it is warned of, and below half of it refused', () => {
  const calibrated = defaultThreshold(engine);
  expect(matchRuleFor(engine, { threshold: calibrated * 0.6 }).threshold).toBe(calibrated * 0.6);
  expect(warningsOf(calibrated * 0.6)).toEqual(['threshold is below the calibrated value']);
  expect(() => matchRuleFor(engine, { threshold: calibrated * 0.4 })).toThrow(EnvError);
});

test('when the threshold is the calibrated one, is higher or is not set, then nothing is said', () => {
  const calibrated = defaultThreshold(engine);
  expect([undefined, calibrated, calibrated * 2].flatMap(warningsOf)).toEqual([]);
});
