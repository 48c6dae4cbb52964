import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { chooseEngine } from './choose-engine.ts';

afterEach(() => vi.unstubAllEnvs());

test('when an engine is asked for, then it is checked', async () => {
  expect(await chooseEngine({ FACE_ENGINE: 'sift' }, () => undefined)).toBe('sift');
});

test('when none is asked for, then the fused one is checked', async () => {
  expect(await chooseEngine({}, () => undefined)).toBe('fused');
  expect(await chooseEngine({ FACE_ENGINE: 'auto' }, () => undefined)).toBe('fused');
});

test('when the networks are missing, then SIFT is checked and that is told', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'hadir-no-networks-'));
  await mkdir(join(empty, 'hadir/models'), { recursive: true });
  vi.stubEnv('XDG_CACHE_HOME', empty);
  const told: string[] = [];
  expect(await chooseEngine({}, (text) => void told.push(text))).toBe('sift');
  expect(told.join()).toContain('SIFT alone');
  await rm(empty, { recursive: true });
});
