import { createSigner, generateSecretKey } from '@hadir/platform';
import { expect, test } from 'vitest';
import {
  CHECK_IN_CODE,
  CHECK_IN_PURPOSE,
  CODE_LIFE_MS,
  createCheckInCodes,
  STEP_MS,
} from './check-in-code.ts';

const key = generateSecretKey('k1');
const codes = createCheckInCodes(createSigner(key, CHECK_IN_PURPOSE));
const sessionId = '0192d1a0-0000-7000-8000-000000000001';
const start = new Date('2026-03-02T02:00:00Z');
const after = (ms: number): Date => new Date(start.getTime() + ms);
const made = codes.at(sessionId, start);

test('when a code is read in its step or in the next, then it names its session', () => {
  expect(made.code).toMatch(CHECK_IN_CODE);
  expect(made.changesAt).toEqual(after(STEP_MS));
  expect(made.expiresAt).toEqual(after(CODE_LIFE_MS));
  for (const ms of [0, STEP_MS - 1, STEP_MS, CODE_LIFE_MS - 1]) {
    expect(codes.read(made.code, after(ms))).toEqual({ state: 'good', sessionId });
  }
});

test('when a code is older than the step before, then it has expired', () => {
  for (const ms of [CODE_LIFE_MS, 60_000, 86_400_000, -STEP_MS - 1]) {
    expect(codes.read(made.code, after(ms))).toEqual({ state: 'expired', sessionId });
  }
});

test('when the step changes, then so does the code, and not before', () => {
  expect(codes.at(sessionId, after(STEP_MS - 1)).code).toBe(made.code);
  expect(codes.at(sessionId, after(STEP_MS)).code).not.toBe(made.code);
});

test('when any character of a code is changed, or somebody else made it, then it is forged', () => {
  for (let at = 0; at < made.code.length; at++) {
    const other = made.code[at] === 'A' ? 'Q' : 'A';
    const changed = `${made.code.slice(0, at)}${other}${made.code.slice(at + 1)}`;
    const isSame = Buffer.from(changed, 'base64url').equals(Buffer.from(made.code, 'base64url'));
    expect(codes.read(changed, start).state).toBe(isSame ? 'good' : 'forged');
  }
  const others = createCheckInCodes(createSigner(key, 'something else'));
  expect(codes.read(others.at(sessionId, start).code, start)).toEqual({ state: 'forged' });
  expect(codes.read('', start)).toEqual({ state: 'forged' });
});

test('when the key was rotated, then codes of the older key still count', () => {
  const rotated = createCheckInCodes(createSigner(`${generateSecretKey('k2')},${key}`, CHECK_IN_PURPOSE));
  expect(rotated.read(made.code, start).state).toBe('good');
});
