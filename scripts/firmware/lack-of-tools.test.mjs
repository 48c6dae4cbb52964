import { expect, test } from 'vitest';
import { lackOf, notCheckedText } from './lack-of-tools.mjs';

const unknown = ['clang-22', 'llvm-22'];

test('when tools are not to be had, then only what may be passed over is, and it is said what is wanting', () => {
  expect(lackOf('esp32', { unknown, wherePossible: true })).toEqual({
    isPassedOver: true,
    words: 'esp32: this distribution has no clang-22, llvm-22.',
  });
  expect(lackOf('esp32', { unknown, wherePossible: false }).isPassedOver).toBe(false);
  expect(lackOf('host', { unknown, isNeeded: true, wherePossible: true }).isPassedOver).toBe(false);
});

test('when a run ends, then its last line names what was not checked', () => {
  expect(notCheckedText([])).toBe('');
  expect(notCheckedText(['esp32', 'fuzz'])).toBe('! Not checked here, for want of tools: esp32, fuzz.\n');
});
