import type { BackupStores } from '@hadir/contracts';
import type { ObjectStore, SecretBox } from '@hadir/platform';
import { dataKeyPath } from './data-keys.ts';
import { deleteManifest, keysUnder, listManifests, readManifest } from './manifest.ts';

/** Another backup may be under way, whose objects no manifest names yet. */
const SPARED_MS = 24 * 3600_000;

type Deps = { readonly stores: BackupStores<ObjectStore>; readonly backupBox: Pick<SecretBox, 'open'> };
type Removed = { readonly removedManifests: number; readonly removedObjects: number };

/** Removes all manifests but the newest `keep`, and the objects and keys, older than a day, that none of these names. */
export async function removeOld(
  { stores, backupBox }: Deps,
  { keep, now }: { readonly keep: number; readonly now: Date },
): Promise<Removed> {
  const ids = await listManifests(stores.objects);
  const kept = ids.slice(-keep);
  const named = { objects: new Set<string>(), keys: new Set<string>() };
  for (const id of kept) {
    for (const { object, studentId, keyId } of (await readManifest(stores.objects, backupBox, id)).people) {
      named.objects.add(object);
      named.keys.add(dataKeyPath(studentId, keyId));
    }
  }
  const old = ids.slice(0, -keep);
  for (const id of old) await deleteManifest(stores.objects, id);
  const before = now.getTime() - SPARED_MS;
  const removedKeys = await removeUnnamed(stores.keys, 'keys/', named.keys, before);
  const removedObjects = await removeUnnamed(stores.objects, 'people/', named.objects, before);
  return { removedManifests: old.length, removedObjects: removedObjects + removedKeys };
}

async function removeUnnamed(
  store: ObjectStore,
  prefix: string,
  named: ReadonlySet<string>,
  beforeMs: number,
): Promise<number> {
  const unnamed: string[] = [];
  for await (const key of keysUnder(store, prefix)) if (!named.has(key)) unnamed.push(key);
  let removed = 0;
  for (const key of unnamed) {
    const head = await store.head(key);
    if (!head || head.modifiedAt.getTime() > beforeMs) continue;
    await store.delete(key);
    removed += 1;
  }
  return removed;
}
