import type { StoredSettings } from '@hadir/db';
import { expect, test } from 'vitest';
import { createReadSiteSettings } from './site-settings.ts';

const stored = (values: StoredSettings['values']): StoredSettings => ({
  version: 1,
  values,
  changedAt: null,
  changedBy: null,
});

function counted(answers: readonly (() => Promise<StoredSettings>)[]) {
  let calls = 0;
  const read = (): Promise<StoredSettings> => {
    const answer = answers[Math.min(calls, answers.length - 1)];
    calls += 1;
    return answer ? answer() : Promise.reject(new Error('no answer'));
  };
  return { read, calls: () => calls };
}

test('when many ask at once, then the settings are read once and fields that are not stored have their defaults', async () => {
  const source = counted([async () => stored({ keepUnknowns: true })]);
  const read = createReadSiteSettings(source, 60_000);
  const all = await Promise.all([read(), read(), read()]);
  expect(source.calls()).toBe(1);
  expect(all[2]).toMatchObject({ keepUnknowns: true, livenessMode: 'advisory', adaptGallery: false });
  await read();
  expect(source.calls()).toBe(1);
});

test('when they are too old, then they are read again, and kept as they were while that fails', async () => {
  const down = () => Promise.reject(new Error('away'));
  const source = counted([async () => stored({ keepUnknowns: true }), down, async () => stored({})]);
  const read = createReadSiteSettings(source, -1);
  expect((await read()).keepUnknowns).toBe(true);
  expect((await read()).keepUnknowns).toBe(true);
  expect((await read()).keepUnknowns).toBe(false);
});

test('when they could never be read, then it says so', async () => {
  const read = createReadSiteSettings({ read: () => Promise.reject(new Error('away')) });
  await expect(read()).rejects.toThrow('away');
});
