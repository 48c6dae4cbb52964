import { expect, test } from 'vitest';
import { createWarnOfBlindness, type WarnOfBlindness } from './warn-of-blindness.ts';

const frame = { frameId: 'door-1', deviceId: 'door' };
const eyes = { leftEye: { x: 1, y: 1 }, rightEye: { x: 3, y: 1 } };
const faceWith = (landmarks: object, awaitsLife = true) =>
  [{ awaitsLife, face: { landmarks } }] as unknown as Parameters<WarnOfBlindness>[1];

test('when life waits to be shown and cannot be seen, then that is told once a minute, and else never', () => {
  let nowMs = 0;
  const told: unknown[] = [];
  const log = { warn: (...message: unknown[]) => void told.push(message) };
  const warn = createWarnOfBlindness(log, () => nowMs);
  warn(frame, faceWith({ ...eyes, nose: { x: 2, y: 2 } }));
  warn(frame, faceWith(eyes, false));
  expect(told).toEqual([]);
  for (nowMs of [10, 1000, 59_000]) warn(frame, faceWith(eyes));
  expect(told).toHaveLength(1);
  nowMs = 60_010;
  warn(frame, faceWith(eyes));
  expect(told).toHaveLength(2);
});
