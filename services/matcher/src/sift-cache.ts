import type { Template } from '@hadir/vision';

type Templates = readonly Template[];
type LoadTemplates = (personIds: readonly string[]) => Promise<ReadonlyMap<string, Templates>>;

export type SiftCache = {
  /** People without templates are left out. */
  get: LoadTemplates;
  /** These people's templates have changed or are gone. */
  forget(personIds: Iterable<string>): void;
  /** Of the templates held. */
  bytes(): number;
};

/** Keeps the templates of people who were on short lists lately, up to `maxBytes`; the least recently used go first. */
export function createSiftCache(load: LoadTemplates, maxBytes: number): SiftCache {
  const held = createBoundedMap(maxBytes);
  /** What was read before people were forgotten may be what they had before. */
  let epoch = 0;
  const loadMissing = async (missing: readonly string[]): Promise<ReadonlyMap<string, Templates>> => {
    const askedIn = epoch;
    const loaded = await load(missing);
    if (epoch === askedIn) for (const [personId, templates] of loaded) held.keep(personId, templates);
    return loaded;
  };
  return {
    async get(personIds) {
      const found = new Map(
        personIds.flatMap((personId) => {
          const templates = held.take(personId);
          return templates ? [[personId, templates] as const] : [];
        }),
      );
      const missing = personIds.filter((personId) => !found.has(personId));
      if (missing.length === 0) return found;
      return new Map([...found, ...(await loadMissing(missing))]);
    },
    forget(personIds) {
      epoch += 1;
      for (const personId of personIds) held.drop(personId);
    },
    bytes: held.bytes,
  };
}

/** In the order of use. */
function createBoundedMap(maxBytes: number) {
  const held = new Map<string, Templates>();
  let bytes = 0;
  const drop = (personId: string): void => {
    bytes -= sizeOf(held.get(personId));
    held.delete(personId);
  };
  const keep = (personId: string, templates: Templates): void => {
    drop(personId);
    held.set(personId, templates);
    bytes += sizeOf(templates);
    for (const oldest of held.keys()) {
      if (bytes <= maxBytes) break;
      drop(oldest);
    }
  };
  const take = (personId: string): Templates | undefined => {
    const templates = held.get(personId);
    if (templates) keep(personId, templates);
    return templates;
  };
  return { drop, keep, take, bytes: () => bytes };
}

function sizeOf(templates: Templates = []): number {
  return templates.reduce((sum, { data }) => sum + data.byteLength, 0);
}
