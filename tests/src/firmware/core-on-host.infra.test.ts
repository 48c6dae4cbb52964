import { expect, test } from 'vitest';
import { runCoreTests } from './build-firmware.ts';

test('when the core is built for this computer with sanitizers, then all of its tests pass', async () => {
  expect(await runCoreTests()).toContain('100% tests passed');
}, 300_000);
