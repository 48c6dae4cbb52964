import { SiteSettings } from '@hadir/contracts';
import { expect, test } from 'vitest';
import { frameRule } from './frame-rule.ts';

const base = { threshold: 12, margin: 3, minQuality: 0.1, leastThreshold: 6 };
const site = (threshold: number, margin: number) =>
  SiteSettings.parse({ matchRule: { sift: { threshold, margin }, deep: null, fused: null } });

test('when the site has set nothing for the engine, then what the deployment has set holds', () => {
  const rule = frameRule(base, 'deep', site(20, 5), new Set());
  expect(rule).toEqual({
    threshold: 12,
    margin: 3,
    minQuality: 0.1,
    lookAlikes: new Set(),
    lookAlikeMargin: 6,
  });
});

test('when the site has set its own, then these hold, and look-alikes must lead by twice its margin', () => {
  const pairs = new Set(['ada budi']);
  expect(frameRule(base, 'sift', site(20, 5), pairs)).toMatchObject({
    threshold: 20,
    margin: 5,
    lookAlikes: pairs,
    lookAlikeMargin: 10,
  });
});

test('when the site has set less than half of what is calibrated, then that half holds', () => {
  expect(frameRule(base, 'sift', site(1, 0), new Set())).toMatchObject({ threshold: 6, margin: 0 });
});
