import { expect, test } from 'vitest';
import { buildFirmware, runCoreTests } from './build-firmware.ts';

test('when the core is built for this computer with sanitizers, then all of its tests pass', async () => {
  const { folder } = await buildFirmware();
  expect(await runCoreTests(folder)).toContain('100% tests passed');
}, 300_000);
