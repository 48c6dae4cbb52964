import { expect, test } from 'vitest';
import { judgeAgreement } from './judge-agreement.ts';

test.each([
  ['SIFT names the same person', [7, 2], 'agree'],
  ['SIFT has no opinion', [3, 2], 'silent'],
  ['SIFT prefers another, but hardly', [3, 6], 'silent'],
  ['SIFT surely names another', [3, 9.5], 'disagree'],
  ['SIFT is as sure of both', [8, 9.5], 'silent'],
] as const)('when %s, then they %s', (_, scores, expected) => {
  expect(judgeAgreement(scores.map((sift) => ({ parts: { deep: 0.5, sift } })))).toBe(expected);
});

test('when SIFT cannot compare, or nobody is named, then it is silent', () => {
  expect(judgeAgreement([{ parts: { deep: 0.5 } }, { parts: { deep: 0.4, sift: 12 } }])).toBe('silent');
  expect(judgeAgreement([])).toBe('silent');
});
