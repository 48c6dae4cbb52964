import { expect, it } from 'vitest';
import { planTiles } from './plan-tiles.ts';
import { suppressOverlaps } from './suppress-overlaps.ts';

it.each([
  [640, 480],
  [800, 600],
  [250, 250],
])('when a frame is %i × %i, then it is looked at once', (width, height) => {
  expect(planTiles(width, height)).toEqual([{ x: 0, y: 0, width, height }]);
});

it('when a photo is large, then tiles cover it, and a face of 100 px is whole in one of them wherever it is', () => {
  const [, ...tiles] = planTiles(1600, 1280);
  expect(tiles.length).toBeLessThanOrEqual(9);
  for (let x = 0; x <= 1500; x += 20) {
    for (let y = 0; y <= 1180; y += 20) {
      const whole = tiles.some(
        (tile) =>
          tile.x <= x && tile.y <= y && x + 100 <= tile.x + tile.width && y + 100 <= tile.y + tile.height,
      );
      expect(whole, `${x},${y}`).toBe(true);
    }
  }
});

it('when windows lie over each other, or one in another, then the surest remains', () => {
  const at = (x: number, side: number, score: number) => ({
    score,
    box: { x, y: 0, width: side, height: side },
  });
  const kept = suppressOverlaps(
    [at(0, 100, 0.8), at(10, 100, 0.9), at(20, 30, 0.7), at(300, 100, 0.66)],
    0.4,
  );
  expect(kept.map(({ score }) => score)).toEqual([0.9, 0.66]);
});
