import { describe, expect, it } from 'vitest';
import {
  DESCRIPTOR,
  featureCount,
  packTemplate,
  parseTemplate,
  ROW,
  serializeTemplate,
  unpackRows,
} from './sift-template.ts';

const descriptors = Float32Array.from({ length: 2 * DESCRIPTOR }, (_, at) => (at * 37) % 101);
const features = [
  { x: 0.25, y: 0.5, scale: -4 },
  { x: 0.75, y: 0.4, scale: -2.5 },
];
const template = packTemplate(features, descriptors);

describe('a template', () => {
  it('when packed, then its rows are RootSIFT of length 1, to a byte’s precision', () => {
    const rows = new Float32Array(2 * ROW);
    unpackRows(template, rows, 0);
    for (const at of [0, ROW]) {
      const length = Math.hypot(...rows.subarray(at, at + DESCRIPTOR));
      expect(length).toBeCloseTo(1, 1);
    }
  });

  it('when two faces’ features lie apart, then distance counts their places as the recipe says', () => {
    const rows = new Float32Array(2 * ROW);
    unpackRows(template, rows, 0);
    const apart = (rows[DESCRIPTOR] ?? 0) - (rows[ROW + DESCRIPTOR] ?? 0);
    expect(apart ** 2).toBeCloseTo(10 * 0.5 ** 2, 1);
  });

  it('when serialised and parsed, then it is the same', () => {
    const parsed = parseTemplate('sift', serializeTemplate(template));
    expect(parsed).toEqual(template);
    expect(featureCount(parsed)).toBe(2);
  });

  it('when a face had no features, then it is kept as such', () => {
    const empty = packTemplate([], new Float32Array());
    expect(featureCount(parseTemplate('sift', serializeTemplate(empty)))).toBe(0);
  });

  it.each([
    ['cut short', serializeTemplate(template).subarray(0, -1), 'not whole'],
    ['of another format', Buffer.from('HSFT\x02\x00\x00', 'latin1'), 'no SIFT template'],
    ['something else', Buffer.from('a photo'), 'no SIFT template'],
    ['empty', Buffer.alloc(0), 'no SIFT template'],
  ])('when the bytes are %s, then they are refused', (_, bytes, message) => {
    expect(() => parseTemplate('sift', bytes)).toThrow(message);
  });
});
