import { describe, expect, it } from 'vitest';
import { createBackoff } from './backoff.ts';

describe('createBackoff', () => {
  it('when failures follow each other, then the wait doubles up to the longest', () => {
    const backoff = createBackoff({ firstMs: 500, longestMs: 30_000, random: () => 0 });
    const waits = Array.from({ length: 8 }, () => backoff.nextMs());
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    backoff.reset();
    expect(backoff.nextMs()).toBe(500);
  });

  it('when chance is at its greatest, then half of the wait is left', () => {
    const backoff = createBackoff({ firstMs: 500, longestMs: 30_000, random: () => 0.999_999 });
    expect(backoff.nextMs()).toBe(250);
  });

  it('when the server asks for a wait, then it is never shortened and never nothing', () => {
    const backoff = createBackoff({ firstMs: 500, longestMs: 30_000, random: () => 0.5 });
    expect(backoff.askedMs(60_000)).toBe(63_000);
    expect(backoff.askedMs(0)).toBe(525);
  });
});
