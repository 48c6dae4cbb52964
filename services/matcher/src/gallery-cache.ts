import { type SharedGallery, shareGallery } from './shared-gallery.ts';

type AnyGallery = { readonly size: number; readonly lacking?: number; close(): void };

type Deps<G, V> = {
  /** What changes with every change of the roster, its consents or its templates. */
  readonly versionOf: (courseId: string) => Promise<V>;
  /** Whether a gallery that was loaded at one version is the same at another; equality unless given. */
  readonly isCurrent?: (gallery: G, loadedAt: V, now: V) => boolean;
  /** `previous` is open, and closed when no search uses it any more. */
  readonly load: (courseId: string, previous?: G) => Promise<G>;
  /** A reload that no frame waits for failed: the next frame tries again. */
  readonly onReloadFailed: (courseId: string, error: unknown) => void;
};

type Limits = {
  /** Galleries kept; the least recently used go first. */
  readonly maxGalleries: number;
  /** How long a gallery is used without asking whether its version is still the present one. */
  readonly maxAgeMs: number;
};

export type GalleryCache<G> = {
  /** Runs `use` with the gallery of a course's roster, at most `maxAgeMs` behind it, which stays open until `use` is done. */
  withGallery<T>(courseId: string, use: (gallery: G) => Promise<T>): Promise<T>;
  /** These rosters changed: their galleries are reloaded now, before a frame asks for them. */
  changed(courseIds: readonly string[]): void;
  /** `lacking`: of the gallery where most people lack templates of the present kind. */
  size(): { readonly galleries: number; readonly people: number; readonly lacking: number };
  close(): void;
};

type Entry<G, V> = {
  shared?: SharedGallery<G, V>;
  refreshing?: Promise<SharedGallery<G, V>> | undefined;
  checkedAtMs: number;
  changedAtMs: number;
};

type Cache<G, V> = {
  readonly deps: Deps<G, V>;
  readonly limits: Limits;
  readonly entries: Map<string, Entry<G, V>>;
};

export function createGalleryCache<G extends AnyGallery, V>(
  deps: Deps<G, V>,
  limits: Limits,
): GalleryCache<G> {
  const entries = new Map<string, Entry<G, V>>();
  const cache = { deps, limits, entries };
  return {
    async withGallery(courseId, use) {
      const shared = await holdPresent(cache, courseId);
      try {
        return await use(shared.gallery);
      } finally {
        shared.release();
      }
    },
    changed(courseIds) {
      for (const courseId of courseIds) void reloadChanged(cache, courseId);
    },
    size() {
      const galleries = [...entries.values()].flatMap(({ shared }) => shared ?? []);
      const people = galleries.reduce((sum, { gallery }) => sum + gallery.size, 0);
      const lacking = Math.max(0, ...galleries.map(({ gallery }) => gallery.lacking ?? 0));
      return { galleries: galleries.length, people, lacking };
    },
    close() {
      for (const { shared } of entries.values()) shared?.retire();
      entries.clear();
    },
  };
}

async function holdPresent<G extends AnyGallery, V>(
  cache: Cache<G, V>,
  courseId: string,
): Promise<SharedGallery<G, V>> {
  for (;;) {
    const entry = touch(cache, courseId);
    const ready = isFresh(cache, entry) ? entry.shared : undefined;
    const shared = ready ?? (await refresh(cache, courseId, entry));
    if (shared.hold()) return shared;
  }
}

/** The entry of a course, as the most recently used one. */
function touch<G, V>({ entries, limits }: Cache<G, V>, courseId: string): Entry<G, V> {
  const entry: Entry<G, V> = entries.get(courseId) ?? { checkedAtMs: -Infinity, changedAtMs: -Infinity };
  entries.delete(courseId);
  entries.set(courseId, entry);
  for (const [oldCourseId, old] of entries) {
    if (entries.size <= limits.maxGalleries) break;
    if (old.refreshing || old === entry) continue;
    entries.delete(oldCourseId);
    old.shared?.retire();
  }
  return entry;
}

function isFresh<G, V>({ limits }: Cache<G, V>, { checkedAtMs, changedAtMs }: Entry<G, V>): boolean {
  return checkedAtMs > changedAtMs && performance.now() - checkedAtMs <= limits.maxAgeMs;
}

/** One at a time for a course: everyone who needs it waits for the same one. */
function refresh<G extends AnyGallery, V>(
  { deps }: Cache<G, V>,
  courseId: string,
  entry: Entry<G, V>,
): Promise<SharedGallery<G, V>> {
  entry.refreshing ??= reload(deps, courseId, entry).finally(() => {
    entry.refreshing = undefined;
  });
  return entry.refreshing;
}

/** The version is read before the templates, so that a change in between is seen at the next check. */
async function reload<G extends AnyGallery, V>(
  deps: Deps<G, V>,
  courseId: string,
  entry: Entry<G, V>,
): Promise<SharedGallery<G, V>> {
  const askedAtMs = performance.now();
  const version = await deps.versionOf(courseId);
  const isCurrent = deps.isCurrent ?? ((_gallery, loadedAt, now) => loadedAt === now);
  let { shared } = entry;
  if (!shared || !isCurrent(shared.gallery, shared.version, version)) {
    const old = shared;
    shared = shareGallery(await deps.load(courseId, old?.gallery), version);
    entry.shared = shared;
    old?.retire();
  }
  entry.checkedAtMs = askedAtMs;
  return shared;
}

/** A reload under way may have read the version before this change, so it is let end first. */
async function reloadChanged<G extends AnyGallery, V>(cache: Cache<G, V>, courseId: string): Promise<void> {
  const entry = cache.entries.get(courseId);
  if (!entry) return;
  entry.changedAtMs = performance.now();
  try {
    await entry.refreshing;
    const wanted = cache.entries.get(courseId) === entry && !isFresh(cache, entry);
    if (wanted) await refresh(cache, courseId, entry);
  } catch (error) {
    cache.deps.onReloadFailed(courseId, error);
  }
}
