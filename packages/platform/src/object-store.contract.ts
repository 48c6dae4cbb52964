import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ObjectStore } from './object-store.ts';

type Opened = { readonly store: ObjectStore; close(): Promise<void> };

const about = { contentType: 'image/jpeg' };
const text = (value: string): Buffer => Buffer.from(value);

/** What every object store must do. `open` gives an empty one. */
export function describeObjectStore(name: string, open: () => Promise<Opened>): void {
  describe(`${name} as an object store`, () => {
    let opened: Opened;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    const store = (): ObjectStore => opened.store;
    describeObjects(store);
    describeListing(store);
    describeKeys(store);
  });
}

function describeObjects(store: () => ObjectStore): void {
  test('when bytes are put, then the same bytes are read back', async () => {
    const bytes = Buffer.from(Uint8Array.from({ length: 100_000 }, (_, at) => (at * 31) % 256));
    await store().put('objects/whole.jpg', bytes, about);
    expect((await store().get('objects/whole.jpg')).equals(bytes)).toBe(true);
  });

  test('when the store is prepared again, then its objects are still there', async () => {
    await store().put('objects/kept', text('kept'), about);
    await store().prepare();
    expect((await store().get('objects/kept')).toString()).toBe('kept');
  });

  test('when an object is empty, then it is read back empty', async () => {
    await store().put('objects/empty', Buffer.alloc(0), about);
    expect(await store().get('objects/empty')).toHaveLength(0);
  });

  test('when a key is put twice, then the second bytes stay', async () => {
    await store().put('objects/twice', text('first, and longer'), about);
    await store().put('objects/twice', text('second'), about);
    expect((await store().get('objects/twice')).toString()).toBe('second');
  });

  test('when one key is put by several at once, then one whole object remains', async () => {
    const bodies = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(50_000));
    await Promise.all(bodies.map((body) => store().put('objects/race', text(body), about)));
    expect(bodies).toContain((await store().get('objects/race')).toString());
  });

  test('when an object is missing, then get refuses with not-found and head answers nothing', async () => {
    await expect(store().get('objects/missing')).rejects.toMatchObject({
      name: 'AppError',
      code: 'not-found',
    });
    expect(await store().head('objects/missing')).toBeUndefined();
  });

  test('when an object is there, then head tells its size and age', async () => {
    await store().put('objects/sized', text('12345'), about);
    const head = await store().head('objects/sized');
    expect(head?.bytes).toBe(5);
    expect(Math.abs(Date.now() - (head?.modifiedAt.getTime() ?? 0))).toBeLessThan(60_000);
  });

  test('when an object is deleted twice, then it is gone and neither call fails', async () => {
    await store().put('objects/gone', text('x'), about);
    await store().delete('objects/gone');
    await store().delete('objects/gone');
    expect(await store().head('objects/gone')).toBeUndefined();
  });
}

function describeListing(store: () => ObjectStore): void {
  const keys = ['list/a-b', 'list/a.c/1', 'list/a/1', 'list/a/2/deep', 'list/a0', 'list/b'];

  test('when keys are listed page by page, then each comes once, in the order of its text', async () => {
    await Promise.all([...keys, 'listed-not/x'].map((key) => store().put(key, text(key), about)));
    for (const limit of [1, 2, 5, 6, 7, 1000]) {
      expect(await listAll(store(), 'list/', limit)).toEqual([...keys].sort());
    }
  });

  test('when a prefix has nothing under it, then the page is empty', async () => {
    expect(await store().list('nowhere/', { limit: 10 })).toEqual({ keys: [], nextCursor: null });
  });

  test('when a prefix is deleted, then its objects are gone and its neighbours stay', async () => {
    for (const key of ['wipe/1/a', 'wipe/1/b/c', 'wipe/12/a']) await store().put(key, text(key), about);
    expect(await store().deletePrefix('wipe/1/')).toBe(2);
    expect(await store().deletePrefix('wipe/1/')).toBe(0);
    expect(await listAll(store(), 'wipe/', 10)).toEqual(['wipe/12/a']);
  });
}

function describeKeys(store: () => ObjectStore): void {
  test.each([
    '',
    '/',
    '/etc/passwd',
    '../up',
    'a/../../b',
    'a/./b',
    'a//b',
    'a/',
    '.hidden',
    'a/.hidden',
    'a\\b',
    'a\0b',
    'ümlaut',
    'a b',
    'x'.repeat(129),
    'a/'.repeat(17),
  ])('when the key is %j, then nothing is touched', async (key) => {
    const refused = { name: 'AppError', code: 'bad-request' };
    await expect(store().put(key, text('x'), about)).rejects.toMatchObject(refused);
    await expect(store().get(key)).rejects.toMatchObject(refused);
    await expect(store().head(key)).rejects.toMatchObject(refused);
    await expect(store().delete(key)).rejects.toMatchObject(refused);
  });

  test('when a deletion names no whole folder, then it is refused', async () => {
    for (const prefix of ['', 'wipe', '../', 'a/../']) {
      await expect(store().deletePrefix(prefix)).rejects.toMatchObject({ code: 'bad-request' });
    }
  });

  test('when a page has no sane limit, then it is refused', async () => {
    for (const limit of [0, -1, 1.5, 1001]) {
      await expect(store().list('', { limit })).rejects.toMatchObject({ code: 'bad-request' });
    }
  });
}

async function listAll(store: ObjectStore, prefix: string, limit: number): Promise<string[]> {
  const all: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await store.list(prefix, { limit, ...(cursor ? { cursor } : {}) });
    expect(page.keys.length).toBeLessThanOrEqual(limit);
    all.push(...page.keys);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return all;
}
