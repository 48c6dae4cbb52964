import { expect, test } from 'vitest';
import type { Settings } from '../../api/correction-models.ts';
import { parseChange } from './parse-change.ts';

const settings: Settings = {
  version: 3,
  keepUnknowns: false,
  livenessMode: 'advisory',
  matchRule: { sift: null, deep: { threshold: 0.5, margin: 0.1 }, fused: null },
  adaptGallery: false,
  reviewOutsiders: false,
  expression: { enabled: false, acknowledgedAt: null, by: null },
  expressionNotice: 'notice',
  changedAt: null,
  changedBy: null,
};

test('when settings are given as words, then they become one change', () => {
  const words = [
    'keepUnknowns=on',
    'livenessMode=enforce',
    'matchRule.deep.threshold=0.6',
    'matchRule.sift=shipped',
  ];
  expect(
    parseChange([...words, 'matchRule.fused.threshold=4', 'matchRule.fused.margin=2'], settings),
  ).toEqual({
    keepUnknowns: true,
    livenessMode: 'enforce',
    matchRule: {
      deep: { threshold: 0.6, margin: 0.1 },
      sift: null,
      fused: { threshold: 4, margin: 2 },
    },
  });
});

test.each([
  ['keepUnknowns', '"keepUnknowns" is not name=value.'],
  ['keepUnknown=on', 'There is no setting keepUnknown.'],
  ['adaptGallery=maybe', 'adaptGallery is on or off, not "maybe".'],
  ['livenessMode=sometimes', 'livenessMode is one of off, advisory, enforce, not "sometimes".'],
  ['matchRule.deep.margin=much', 'matchRule.deep.margin is a number from 0, not "much".'],
  ['matchRule.deep=0.5', 'matchRule.deep can only be set back to shipped.'],
  ['matchRule.fused.threshold=4', 'The fused rule of this site needs a threshold and a margin.'],
])('when %s is given, then the refusal says: %s', (word, message) => {
  expect(() => parseChange([word], settings)).toThrow(message);
});
