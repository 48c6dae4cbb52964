import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createDownloadSlots, type Sent } from './download-slots.ts';

const sent = (changes: Partial<Sent> = {}): Sent => ({
  bootId: 'aaaaaaaaaaaaaaaa',
  capturedAt: 1_700_000_000_000,
  capturedMono: 5000,
  sentMono: 5000,
  ...changes,
});
const request = () => ({ socket: new Socket() });

test.each([
  ['is a copy', {}],
  ['is older', { capturedMono: 4999, sentMono: 4999 }],
  ['is of a boot before', { bootId: 'bbbbbbbbbbbbbbbb', capturedAt: 1_699_999_999_999, sentMono: 5000 }],
])('when a request %s, then it does not end the download of its device', (_what, changes) => {
  const slots = createDownloadSlots();
  const real = request();
  slots.take('cam-a101', sent(), real);
  expect(() => slots.take('cam-a101', sent(changes), request())).toThrow(/not newer/);
  expect([real.socket.destroyed, slots.count()]).toEqual([false, 1]);
});

test.each([
  ['was sent later', { sentMono: 5001 }],
  ['is of a later boot', { bootId: 'bbbbbbbbbbbbbbbb', capturedAt: 1_700_000_000_001, sentMono: 5000 }],
  ['is of another boot without a clock', { bootId: 'bbbbbbbbbbbbbbbb', capturedAt: 0 }],
])('when a request %s, then it takes the place over', (_what, changes) => {
  const slots = createDownloadSlots();
  const former = request();
  const leave = slots.take('cam-a101', sent(), former);
  slots.take('cam-a101', sent(changes), request());
  leave?.();
  expect([former.socket.destroyed, slots.count()]).toEqual([true, 1]);
});

test('when a download is through, then its place is free and nothing of it stays at its connection', () => {
  const slots = createDownloadSlots();
  const { socket } = request();
  slots.take('cam-a101', sent(), { socket })?.();
  expect([slots.count(), socket.listenerCount('close')]).toEqual([0, 0]);
});

test('when the client is gone already, then no place is given', () => {
  const slots = createDownloadSlots();
  const gone = request();
  gone.socket.destroy();
  expect(slots.take('cam-a101', sent(), gone)).toBeUndefined();
  expect(slots.count()).toBe(0);
});

test('when they close, then all are hung up on and none begins', () => {
  const slots = createDownloadSlots();
  const one = request();
  slots.take('cam-a101', sent(), one);
  slots.close();
  expect(one.socket.destroyed).toBe(true);
  expect(() => slots.take('cam-b202', sent(), request())).toThrow(/stops/);
});
