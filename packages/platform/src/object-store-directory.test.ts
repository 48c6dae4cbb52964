import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { describeObjectStore } from './object-store.contract.ts';
import { createObjectStore } from './object-store.ts';

describeObjectStore('a directory', async () => {
  const root = await mkdtemp(join(tmpdir(), 'hadir-objects-'));
  const store = createObjectStore(pathToFileURL(root).href);
  return {
    store,
    close: async () => {
      await store.close();
      await rm(root, { recursive: true });
    },
  };
});

test('when the last object of a folder goes, then no empty folder and no unfinished file stays', async () => {
  const root = await mkdtemp(join(tmpdir(), 'hadir-objects-'));
  const store = createObjectStore(pathToFileURL(root).href);
  await store.put('a/b/c', Buffer.from('x'), { contentType: 'text/plain' });
  await store.delete('a/b/c');
  expect(await readdir(root)).toEqual(['.unfinished']);
  expect(await readdir(join(root, '.unfinished'))).toEqual([]);
  await rm(root, { recursive: true });
});

test('when the directory cannot be used, then the store is unavailable', async () => {
  const root = await mkdtemp(join(tmpdir(), 'hadir-objects-'));
  await writeFile(join(root, 'file'), '');
  const store = createObjectStore(pathToFileURL(join(root, 'file')).href);
  await expect(store.put('a/b', Buffer.from('x'), { contentType: 'text/plain' })).rejects.toMatchObject({
    name: 'DependencyUnavailable',
    dependency: 'object-store',
  });
  await rm(root, { recursive: true });
});

test.each(['', 'objects', 'file:relative', 'ftp://host/x', 's3:///prefix'])(
  'when the address is %j, then it is refused',
  (url) => {
    expect(() => createObjectStore(url)).toThrow();
  },
);
