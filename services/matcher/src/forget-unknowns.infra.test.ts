import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { studentPrefix, unknownEvidenceKey } from '@hadir/contracts';
import { createObjectStore } from '@hadir/platform';
import { expect, test } from 'vitest';
import { forgetUnknowns } from './forget-unknowns.ts';

const DAY_MS = 86_400_000;

test('when crops of unknown faces are older than the site keeps them, then they go, and nothing else does', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hadir-unknowns-'));
  const objects = createObjectStore(pathToFileURL(folder).href);
  await objects.prepare();
  const unknowns = ['one', 'two'].map((frame) => unknownEvidenceKey('session', frame, 0));
  const known = `${studentPrefix('ada')}evidence/session.jpg`;
  for (const key of [...unknowns, known]) {
    await objects.put(key, Buffer.from('crop'), { contentType: 'image/jpeg' });
  }
  const after = (days: number) => new Date(Date.now() + days * DAY_MS);
  expect(await forgetUnknowns({ objects }, 30, after(29))).toBe(0);
  expect(await forgetUnknowns({ objects }, 30, after(31))).toBe(2);
  expect(await forgetUnknowns({ objects }, 30, after(31))).toBe(0);
  expect((await objects.list('', { limit: 5 })).keys).toEqual([known]);
  await objects.close();
  await rm(folder, { recursive: true });
});
