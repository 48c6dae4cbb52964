import { describe, expect, test } from 'vitest';
import { countExpression, expressionOf, eyesClosedOver } from './expression.ts';

const closed = (...atMs: number[]) => atMs.map((at) => ({ atMs: at, eyesClosed: 0.9 }));

describe('the expression', () => {
  test.each([
    [{ happy: 0.8, neutral: 0.1, other: 0.1 }, 'happy'],
    [{ happy: 0.1, neutral: 0.6, other: 0.3 }, 'neutral'],
    [{ happy: 0.1, neutral: 0.2, other: 0.7 }, 'other'],
    [{ happy: 0.4, neutral: 0.3, other: 0.3 }, null],
    [null, null],
  ])('when the shares are %o, then it is %s', (shares, expression) => {
    expect(expressionOf(shares)).toBe(expression);
  });
});

describe('closed eyes', () => {
  test('when they stay closed for a second over three sightings, then it is so, in any order', () => {
    expect(eyesClosedOver(closed(0, 500, 1000))).toBe(true);
    expect(eyesClosedOver(closed(1000, 0, 500))).toBe(true);
  });

  test('when it is a blink, two sightings or an open eye between, then it is not', () => {
    expect(eyesClosedOver(closed(0, 110, 220, 330))).toBe(false);
    expect(eyesClosedOver(closed(0, 2000))).toBe(false);
    const open = { atMs: 700, eyesClosed: 0.1 };
    expect(eyesClosedOver([...closed(0, 500), open, ...closed(1000, 1500)])).toBe(false);
  });

  test('when a sighting was not measured, then it neither ends nor lengthens the stretch', () => {
    const unknown = { atMs: 600, eyesClosed: null };
    expect(eyesClosedOver([...closed(0, 500, 1000), unknown])).toBe(true);
    expect(eyesClosedOver([...closed(0, 500), unknown])).toBe(false);
  });
});

describe('what a presentation counts as', () => {
  test('when nothing is clear, then nothing is counted', () => {
    expect(countExpression({ happy: 0.1, neutral: 0.1, other: 0.8 }, [])).toEqual([]);
    expect(countExpression(null, [])).toEqual([]);
  });

  test('when someone smiles with closed eyes, then both are counted', () => {
    const smile = { happy: 0.9, neutral: 0.1, other: 0 };
    expect(countExpression(smile, closed(0, 500, 1000))).toEqual(['happy', 'eyes-closed']);
  });
});
