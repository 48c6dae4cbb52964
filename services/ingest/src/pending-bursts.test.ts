import { livenessBurst } from '@hadir/contracts';
import { expect, test } from 'vitest';
import { createPendingBursts } from './pending-bursts.ts';

test('when a burst is asked of a device, then its next answer has it, and none after', () => {
  const bursts = createPendingBursts();
  bursts.add({ deviceId: 'door-a1', burst: livenessBurst });
  expect(bursts.take('door-a2')).toBeUndefined();
  expect(bursts.take('door-a1')).toEqual(livenessBurst);
  expect(bursts.take('door-a1')).toBeUndefined();
});

test('when the device answers too late, then the burst is forgotten', () => {
  const bursts = createPendingBursts();
  bursts.add({ deviceId: 'door-a1', burst: livenessBurst }, 1000);
  expect(bursts.take('door-a1', 6001)).toBeUndefined();
});

test('when more devices are asked than are kept, then the newest is kept', () => {
  const bursts = createPendingBursts();
  for (let at = 0; at <= 5000; at++) bursts.add({ deviceId: `door-${at}`, burst: livenessBurst });
  expect(bursts.take('door-0')).toBeUndefined();
  expect(bursts.take('door-5000')).toEqual(livenessBurst);
});
