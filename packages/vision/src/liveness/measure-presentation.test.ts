import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { findBorder } from './find-border.ts';
import { findMoire } from './find-moire.ts';
import type { GreyImage } from './grey-image.ts';
import { measurePresentations } from './measure-presentation.ts';
import { measureSurround } from './measure-surround.ts';

const WIDTH = 640;
const HEIGHT = 480;
const box = { x: 260, y: 160, width: 120, height: 120 };
const landmarks = { leftEye: { x: 295, y: 205 }, rightEye: { x: 345, y: 205 } };

function paint(level: (x: number, y: number) => number): GreyImage {
  const data = new Uint8Array(WIDTH * HEIGHT);
  for (let at = 0; at < data.length; at++) data[at] = level(at % WIDTH, Math.floor(at / WIDTH));
  return { width: WIDTH, height: HEIGHT, data };
}

const texture = (x: number, y: number): number => 120 + 60 * Math.sin(x / 23) * Math.cos(y / 31);
const isIn = (x: number, y: number, half: number): boolean =>
  Math.abs(x - 320) < half && Math.abs(y - 220) < half;

describe('the surround', () => {
  test('when everything moves with the face, then the ring and the inside stay and the background does not', () => {
    const before = measureSurround(paint(texture), box, landmarks);
    const moved = { ...box, x: box.x + 60 };
    const eyes = { leftEye: { x: 355, y: 205 }, rightEye: { x: 405, y: 205 } };
    const after = measureSurround(
      paint((x, y) => texture(x - 60, y)),
      moved,
      eyes,
    );
    expect(after.ring).toEqual(before.ring);
    expect(after.inner).toEqual(before.inner);
    expect(after.background).not.toEqual(before.background);
  });

  test('when light falls evenly across a plain wall, then the ring is plain', () => {
    const { ring } = measureSurround(
      paint((x, y) => 40 + x / 5 + y / 6),
      box,
      landmarks,
    );
    for (const level of ring) expect(Math.abs(level - 128)).toBeLessThanOrEqual(1);
  });

  test('when the face lies at the edge of the frame, then there are still as many numbers, at most 64', () => {
    const { ring, background, inner } = measureSurround(
      paint(texture),
      { ...box, x: -40, y: 420 },
      landmarks,
    );
    expect([ring.length, background.length, inner.length]).toEqual([24, 24, 16]);
    for (const level of [...ring, ...background, ...inner]) expect(level).toBeGreaterThanOrEqual(0);
  });
});

describe('the border', () => {
  test('when a dark frame is around the face, then it is found, and not when a side of it is open', () => {
    const framed = paint((x, y) => (isIn(x, y, 130) ? 140 : isIn(x, y, 160) ? 20 : 140));
    const open = paint((x, y) => (isIn(x, y, 130) || y > 320 ? 140 : isIn(x, y, 160) ? 20 : 140));
    expect(findBorder(framed, box)).toBeGreaterThan(0.9);
    expect(findBorder(open, box)).toBeLessThan(0.3);
  });

  test('when there is only a plain wall or a pattern without straight edges, then it is not found', () => {
    expect(
      findBorder(
        paint(() => 128),
        box,
      ),
    ).toBe(0);
    expect(findBorder(paint(texture), box)).toBeLessThan(0.5);
  });
});

describe('the moiré', () => {
  const noise = (x: number, y: number): number => {
    const value = Math.sin(x * 12.9898 + y * 78.233) * 43_758.5453;
    return 100 + 50 * (value - Math.floor(value));
  };

  test('when a fine grid lies over the face, then it is found, and noise alone is nothing', () => {
    const grid = paint((x, y) => noise(x, y) + 20 * Math.sin((2 * Math.PI * (x * 0.21 + y * 0.13)) / 1));
    expect(findMoire(grid, box)).toBeGreaterThan(0.6);
    expect(findMoire(paint(noise), box)).toBeLessThan(0.2);
  });

  test('when the edges of JPEG blocks show, then that is no pattern', () => {
    const blocks = paint((x, y) => noise(x, y) + (x % 8 === 0 || y % 8 === 0 ? 25 : 0));
    expect(findMoire(blocks, box)).toBeLessThan(0.2);
  });

  test('when the face is too small to see a pattern, then nothing is said', () => {
    const grid = paint((x, y) => 128 + 60 * Math.sin(x * 1.3 + y));
    expect(findMoire(grid, { x: 300, y: 200, width: 40, height: 40 })).toBe(0);
  });
});

test('when a frame is measured, then each face has its measures, and a frame without faces is not even decoded', async () => {
  const photo = createRequire(import.meta.url).resolve('@vladmandic/face-api/demo/sample6.jpg');
  const face = { box, landmarks };
  const [first, second, ...rest] = await measurePresentations(await readFile(photo), [face, face]);
  expect(rest).toEqual([]);
  expect(first).toEqual(second);
  expect(first?.surround.ring).toHaveLength(24);
  expect(await measurePresentations(Buffer.alloc(0), [])).toEqual([]);
});
