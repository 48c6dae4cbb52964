import { AppError } from '@hadir/platform';
import { expect, test } from 'vitest';
import { createRateLimit } from './rate-limit.ts';

const start = 1_760_000_000_000;

function taken(
  limit: ReturnType<typeof createRateLimit>,
  deviceId: string,
  times: readonly number[],
): boolean[] {
  return times.map((ms) => {
    try {
      limit.take(deviceId, start + ms);
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      return false;
    }
  });
}

test('when a device sends a burst, then the burst is taken and then its lasting rate', () => {
  const limit = createRateLimit({ perSecond: 2, burst: 3 });
  expect(taken(limit, 'a', [0, 0, 0, 0, 499, 500, 500, 1000])).toEqual([
    true,
    true,
    true,
    false,
    false,
    true,
    false,
    true,
  ]);
});

test('when a device was quiet, then its burst is whole again, and not more than whole', () => {
  const limit = createRateLimit({ perSecond: 1, burst: 2 });
  taken(limit, 'a', [0, 0]);
  expect(taken(limit, 'a', [3_600_000, 3_600_000, 3_600_000])).toEqual([true, true, false]);
});

test('when one device is refused, then another is not, and the answer says when to come back', () => {
  const limit = createRateLimit({ perSecond: 1, burst: 1 });
  taken(limit, 'a', [0]);
  expect(taken(limit, 'b', [0])).toEqual([true]);
  expect(() => limit.take('a', start)).toThrow(
    expect.objectContaining({ code: 'too-many-requests', details: { retryAfterSeconds: 1 } }),
  );
});
