import { randomBytes } from 'node:crypto';
import { backupKeysPrefix } from '@hadir/contracts';
import { createSecretBox, type ObjectStore, type SecretBox } from '@hadir/platform';

/** Seals and opens one person's objects. */
export type DataKey = { readonly keyId: string; readonly box: SecretBox };

const KEY_BYTES = 32;
const ID_BYTES = 8;

export function dataKeyPath(studentId: string, keyId: string): string {
  return `${backupKeysPrefix(studentId)}${keyId}`;
}

/** A new random key, kept sealed before anything is sealed with it. */
export async function createDataKey(
  keys: Pick<ObjectStore, 'put'>,
  backupBox: SecretBox,
  studentId: string,
): Promise<DataKey> {
  const keyId = randomBytes(ID_BYTES).toString('hex');
  const key = randomBytes(KEY_BYTES);
  await putSealed(keys, backupBox, { studentId, keyId, key });
  return { keyId, box: boxOf(keyId, key) };
}

/** Throws AppError('not-found') for a key that was erased, and Error when no backup key opens it. */
export async function openDataKey(
  keys: Pick<ObjectStore, 'get'>,
  backupBox: Pick<SecretBox, 'open'>,
  studentId: string,
  keyId: string,
): Promise<DataKey> {
  const sealed = await keys.get(dataKeyPath(studentId, keyId));
  return { keyId, box: boxOf(keyId, backupBox.open(sealed, contextOf(studentId, keyId))) };
}

/** Seals the key anew with the first backup key. */
export async function rewrapDataKey(
  keys: Pick<ObjectStore, 'get' | 'put'>,
  backupBox: SecretBox,
  studentId: string,
  keyId: string,
): Promise<void> {
  const sealed = await keys.get(dataKeyPath(studentId, keyId));
  const key = backupBox.open(sealed, contextOf(studentId, keyId));
  await putSealed(keys, backupBox, { studentId, keyId, key });
}

type Whole = { readonly studentId: string; readonly keyId: string; readonly key: Buffer };

async function putSealed(
  keys: Pick<ObjectStore, 'put'>,
  backupBox: SecretBox,
  { studentId, keyId, key }: Whole,
): Promise<void> {
  const sealed = backupBox.seal(key, contextOf(studentId, keyId));
  await keys.put(dataKeyPath(studentId, keyId), sealed, { contentType: 'application/octet-stream' });
}

function boxOf(keyId: string, key: Buffer): SecretBox {
  return createSecretBox(`${keyId}:${key.toString('base64')}`);
}

function contextOf(studentId: string, keyId: string): string {
  return `backup-key:${studentId}:${keyId}`;
}
