import { expect, test } from 'vitest';
import { fileNameOf, offsetParts } from './report-facts.ts';

test('when the clock never changes, then the days are one part', () => {
  expect(offsetParts({ from: '2026-01-01', to: '2026-12-31' }, 'Asia/Jakarta')).toEqual([
    {
      from: new Date('2025-12-31T17:00:00Z'),
      to: new Date('2026-12-31T17:00:00Z'),
      offsetMinutes: 420,
    },
  ]);
});

test('when the clock changes twice in a year, then there are three parts without a gap', () => {
  const parts = offsetParts({ from: '2026-01-01', to: '2026-12-31' }, 'Europe/Berlin');
  expect(parts.map(({ from, offsetMinutes }) => [from.toISOString(), offsetMinutes])).toEqual([
    ['2025-12-31T23:00:00.000Z', 60],
    ['2026-03-29T01:00:00.000Z', 120],
    ['2026-10-25T01:00:00.000Z', 60],
  ]);
  expect(parts.map(({ to }) => to.toISOString())).toEqual([
    '2026-03-29T01:00:00.000Z',
    '2026-10-25T01:00:00.000Z',
    '2026-12-31T23:00:00.000Z',
  ]);
});

test('when the only day is the one of the change, then it has both offsets', () => {
  const parts = offsetParts({ from: '2026-10-25', to: '2026-10-25' }, 'Europe/Berlin');
  expect(parts.map(({ offsetMinutes }) => offsetMinutes)).toEqual([120, 60]);
});

test('when a file is named after people’s words, then no header or folder can be made of them', () => {
  expect(fileNameOf('course', 'a"b\r\nc/../d é', undefined, '2026-01-01')).toBe('course-a-b-c-d--2026-01-01');
});
