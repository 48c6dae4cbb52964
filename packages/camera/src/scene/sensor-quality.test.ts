import { expect, it } from 'vitest';
import { libjpegQuality } from './sensor-quality.ts';

it.each([
  [0, 97],
  [6, 81],
  [8, 75],
  [10, 69],
  [12, 63],
  [16, 50],
  [20, 40],
  [32, 25],
  [63, 13],
])('when the sensor is set to %i, then libjpeg needs %i', (sensor, libjpeg) => {
  expect(libjpegQuality(sensor)).toBe(libjpeg);
});
