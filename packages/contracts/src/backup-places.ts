/** The data keys of a person in the store of backup keys; whoever removes them has made every copy of the person unreadable. */
export function backupKeysPrefix(studentId: string): string {
  return `keys/${studentId}/`;
}

/** The person's sealed objects in the backup store. */
export function backupObjectsPrefix(studentId: string): string {
  return `people/${studentId}/`;
}

/** Holds everything whose removal makes a person's backup unreadable, the keys in first place. */
export type BackupStores<Store> = {
  readonly objects: Store;
  /** The same store, unless the keys are kept apart. */
  readonly keys: Store;
};

type Deletes = { deletePrefix(prefix: string): Promise<number> };

/** Erases a person from every backup; the key goes first, so that what a failure leaves behind cannot be read. Safe to repeat. */
export async function eraseFromBackups(stores: BackupStores<Deletes>, studentId: string): Promise<number> {
  const keys = await stores.keys.deletePrefix(backupKeysPrefix(studentId));
  return keys + (await stores.objects.deletePrefix(backupObjectsPrefix(studentId)));
}
