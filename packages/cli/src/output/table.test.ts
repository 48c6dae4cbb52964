import { describe, expect, test } from 'vitest';
import { facts, table } from './table.ts';
import { textWidth } from './text-width.ts';

type Row = { readonly number: string; readonly name: string | null; readonly score: number };
const columns = [
  { title: 'number', value: (row: Row) => row.number },
  { title: 'name', value: (row: Row) => row.name, flexible: true },
  { title: 'score', value: (row: Row) => row.score, align: 'right' as const },
];

describe('table', () => {
  test('when rows differ in length, then their columns are aligned', () => {
    const rows = [
      { number: '7', name: 'Siti', score: 12 },
      { number: '1234', name: null, score: 3 },
    ];
    expect(table(rows, columns, 80)).toBe(
      ['NUMBER  NAME  SCORE', '7       Siti     12', '1234    –         3'].join('\n'),
    );
  });

  test('when the terminal is narrow, then only the flexible column is cut and every line fits', () => {
    const rows = [{ number: '20210001', name: 'Raden Mas Suryo Kusumo Wicaksono Adiningrat', score: 12 }];
    const lines = table(rows, columns, 40).split('\n');
    expect(lines.map(textWidth).every((width) => width <= 40)).toBe(true);
    expect(lines[1]).toMatch(/^20210001 {2}Raden Mas .*… {2}/);
  });

  test('when a name is written in wide characters or combined ones, then the columns still align', () => {
    const rows = [
      { number: '1', name: '王小明', score: 1 },
      { number: '2', name: 'Re\u0301mi', score: 2 },
    ];
    const ends = table(rows, columns, 80).split('\n').map(textWidth);
    expect(new Set(ends).size).toBe(1);
  });

  test('when a name holds terminal control characters, then they are not printed', () => {
    const shown = table([{ number: '1', name: '\u001b[31mred\u0007', score: 1 }], columns, 80);
    expect(shown).not.toContain('\u001b');
    expect(shown).not.toContain('\u0007');
  });
});

test('when facts are listed, then the values stand under each other', () => {
  expect(
    facts([
      ['Room', 'A-101'],
      ['Starts', null],
    ]),
  ).toBe('Room    A-101\nStarts  –');
});
