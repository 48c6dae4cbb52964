import { describe, expect, it } from 'vitest';
import { seededRandom, unitVectors } from '../testing/unit-vectors.ts';
import { dot, packVector, parseDeep, serializeDeep, unpackVector } from './deep-template.ts';

const MODEL = 'some-model-0123456789ab';
const vectors = unitVectors(50, 512, seededRandom(3));
const vector = (at: number): Float32Array => vectors.slice(at * 512, (at + 1) * 512);

describe('a deep template', () => {
  it('when it went through storage, then its vector is the same', () => {
    const template = packVector(vector(0), MODEL);
    expect(template.data.length).toBe(512);
    const again = parseDeep('deep', serializeDeep(template), MODEL, 512);
    expect(unpackVector(again)).toEqual(unpackVector(template));
  });

  it('when vectors are kept as bytes, then cosines between them hardly change', () => {
    for (let at = 0; at + 1 < 50; at++) {
      const [one, other] = [vector(at), vector(at + 1)];
      expect(dot(one, unpackVector(packVector(one, MODEL)))).toBeGreaterThan(0.999);
      const kept = dot(unpackVector(packVector(one, MODEL)), unpackVector(packVector(other, MODEL)));
      expect(Math.abs(kept - dot(one, other))).toBeLessThan(0.005);
    }
  });

  it('when bytes are of another model, engine or length, then they are refused', () => {
    const bytes = serializeDeep(packVector(vector(0), MODEL));
    expect(() => parseDeep('deep', bytes, 'other-model', 512)).toThrow(/not made by other-model/);
    expect(() => parseDeep('sift', bytes, MODEL, 512)).toThrow(/"sift"/);
    expect(() => parseDeep('deep', bytes.subarray(0, -1), MODEL, 512)).toThrow(/not whole/);
    expect(() => parseDeep('deep', Buffer.from('nothing'), MODEL, 512)).toThrow(/no deep template/);
  });
});
