import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readNetworks } from './networks.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hadir-networks-'));
  await writeFile(join(dir, 'wifi'), 'from a file\n');
});
afterAll(() => rm(dir, { recursive: true, force: true }));

test.each([
  ['NET', 'NET', 'as asked'],
  ['NET:', 'NET', ''],
  ['NET:@FILE', 'NET', 'from a file'],
  ['NET::', 'NET:', ''],
  ['NET::@FILE', 'NET:', 'from a file'],
  ['A: B', 'A: B', 'as asked'],
])('when %s is given, then the network is "%s"', async (given, ssid, password) => {
  const text = given.replace('FILE', join(dir, 'wifi'));
  expect(await readNetworks([text], async () => 'as asked')).toEqual([{ ssid, password }]);
});
