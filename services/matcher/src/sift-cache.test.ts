import type { Template } from '@hadir/vision';
import { expect, test } from 'vitest';
import { createSiftCache } from './sift-cache.ts';

const templateOf = (bytes: number): Template => ({
  engine: 'sift',
  modelVersion: '1',
  data: new Uint8Array(bytes),
});

/** Everybody but `nobody` has one template of 100 bytes. */
function source() {
  const asked: string[][] = [];
  const load = async (personIds: readonly string[]) => {
    asked.push([...personIds]);
    return new Map(personIds.filter((id) => id !== 'nobody').map((id) => [id, [templateOf(100)]]));
  };
  return { asked, load };
}

test('when people are asked for again, then only those who are not held are loaded, together', async () => {
  const { asked, load } = source();
  const cache = createSiftCache(load, 1000);
  await cache.get(['ada', 'budi']);
  const found = await cache.get(['budi', 'citra', 'dewi', 'nobody']);
  expect(asked).toEqual([
    ['ada', 'budi'],
    ['citra', 'dewi', 'nobody'],
  ]);
  expect([...found.keys()]).toEqual(['budi', 'citra', 'dewi']);
  expect(cache.bytes()).toBe(400);
});

test('when more is held than may be, then the least recently used go', async () => {
  const { asked, load } = source();
  const cache = createSiftCache(load, 250);
  await cache.get(['ada']);
  await cache.get(['budi']);
  await cache.get(['ada']);
  await cache.get(['citra']);
  expect(cache.bytes()).toBe(200);
  await cache.get(['ada', 'citra']);
  await cache.get(['budi']);
  expect(asked).toEqual([['ada'], ['budi'], ['citra'], ['budi']]);
});

test('when somebody is forgotten, then they are loaded again, and what was on its way meanwhile is not kept', async () => {
  const { load } = source();
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const cache = createSiftCache(async (ids) => {
    const loaded = await load(ids);
    await gate;
    return loaded;
  }, 1000);
  const first = cache.get(['ada']);
  cache.forget(['ada']);
  release();
  expect((await first).has('ada')).toBe(true);
  expect(cache.bytes()).toBe(0);
  await cache.get(['ada']);
  expect(cache.bytes()).toBe(100);
  cache.forget(['ada', 'budi']);
  expect(cache.bytes()).toBe(0);
});
