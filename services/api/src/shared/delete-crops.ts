import type { ObjectStore } from '@hadir/platform';

/** Deletes crops that no prefix finds; answers how many keys there were. May run twice. */
export async function deleteCrops(
  objects: Pick<ObjectStore, 'delete'>,
  keys: readonly string[],
): Promise<number> {
  for (const key of keys) await objects.delete(key);
  return keys.length;
}
