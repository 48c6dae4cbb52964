import { expect, test, vi } from 'vitest';
import { createGalleryCache } from './gallery-cache.ts';

type Roster = { readonly version: number; readonly size: number; closed: boolean; close(): void };

/** A source of rosters whose version can be raised, and whose loads can be held up. */
function rosters() {
  const made: Roster[] = [];
  const versions = new Map<string, number>();
  const source = {
    made,
    checks: 0,
    gate: Promise.resolve(),
    failing: undefined as Error | undefined,
    failures: [] as unknown[],
    raise: (courseId: string) => versions.set(courseId, (versions.get(courseId) ?? 0) + 1),
    versionOf: async (courseId: string): Promise<number> => {
      source.checks += 1;
      if (source.failing) throw source.failing;
      return versions.get(courseId) ?? 0;
    },
    load: async (courseId: string): Promise<Roster> => {
      const version = versions.get(courseId) ?? 0;
      await source.gate;
      const roster: Roster = {
        version,
        size: 3,
        closed: false,
        close() {
          if (roster.closed) throw new Error('closed twice');
          roster.closed = true;
        },
      };
      made.push(roster);
      return roster;
    },
    onReloadFailed: (_courseId: string, error: unknown) => void source.failures.push(error),
  };
  return source;
}

const limits = { maxGalleries: 2, maxAgeMs: 1000 };
const version = async ({ version: seen }: Roster): Promise<number> => seen;

function heldUp(): { gate: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { gate, open };
}

test('when many frames need a gallery at once, then it is loaded once', async () => {
  const source = rosters();
  const cache = createGalleryCache(source, limits);
  await Promise.all(Array.from({ length: 20 }, () => cache.withGallery('a', version)));
  expect(source.made).toHaveLength(1);
  expect(source.checks).toBe(1);
  expect(cache.size()).toEqual({ galleries: 1, people: 3, lacking: 0 });
});

test('when the roster changes and the message is lost, then the version check brings the new gallery', async () => {
  const source = rosters();
  const cache = createGalleryCache(source, { ...limits, maxAgeMs: 20 });
  expect(await cache.withGallery('a', version)).toBe(0);
  source.raise('a');
  await vi.waitFor(async () => expect(await cache.withGallery('a', version)).toBe(1));
  expect(source.made[0]?.closed).toBe(true);
});

test('when a change is told, then the gallery is reloaded although no frame asks', async () => {
  const source = rosters();
  const cache = createGalleryCache(source, limits);
  await cache.withGallery('a', version);
  source.raise('a');
  cache.changed(['a', 'unknown']);
  await vi.waitFor(() => expect(source.made).toHaveLength(2));
  expect(await cache.withGallery('a', version)).toBe(1);
});

test('when a change is told while a reload is under way, then another one follows it', async () => {
  const source = rosters();
  const cache = createGalleryCache(source, limits);
  const { gate, open } = heldUp();
  source.gate = gate;
  const first = cache.withGallery('a', version);
  await vi.waitFor(() => expect(source.checks).toBe(1));
  source.raise('a');
  cache.changed(['a']);
  open();
  await first;
  await vi.waitFor(async () => expect(await cache.withGallery('a', version)).toBe(1));
});

test('when a gallery is replaced during a search, then it is closed after the search', async () => {
  const source = rosters();
  const cache = createGalleryCache(source, { ...limits, maxAgeMs: 0 });
  const { gate, open } = heldUp();
  const search = cache.withGallery('a', async (roster) => {
    await gate;
    return roster.closed;
  });
  await vi.waitFor(() => expect(source.made).toHaveLength(1));
  source.raise('a');
  await cache.withGallery('a', version);
  expect(source.made.map(({ closed }) => closed)).toEqual([false, false]);
  open();
  expect(await search).toBe(false);
  expect(source.made.map(({ closed }) => closed)).toEqual([true, false]);
});

test('when more courses are used than are kept, then the least recently used gallery is closed', async () => {
  const source = rosters();
  const cache = createGalleryCache(source, limits);
  for (const courseId of ['a', 'b', 'a', 'c']) await cache.withGallery(courseId, version);
  expect(source.made.map(({ closed }) => closed)).toEqual([false, true, false]);
  expect(cache.size().galleries).toBe(2);
});

test('when the version cannot be read, then the frame fails and the next one tries again', async () => {
  const source = rosters();
  const cache = createGalleryCache(source, limits);
  source.failing = new Error('away');
  await expect(cache.withGallery('a', version)).rejects.toThrow('away');
  source.failing = undefined;
  expect(await cache.withGallery('a', version)).toBe(0);
});

test('when a reload that nobody waits for fails, then it is reported and the old gallery stays open', async () => {
  const source = rosters();
  const cache = createGalleryCache(source, limits);
  await cache.withGallery('a', version);
  source.failing = new Error('away');
  cache.changed(['a']);
  await vi.waitFor(() => expect(source.failures).toEqual([source.failing]));
  expect(source.made[0]?.closed).toBe(false);
});

test('when a search fails, then its gallery is let go', async () => {
  const source = rosters();
  const cache = createGalleryCache(source, limits);
  await expect(cache.withGallery('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  cache.close();
  expect(source.made[0]?.closed).toBe(true);
});
