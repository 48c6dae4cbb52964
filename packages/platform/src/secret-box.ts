import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export type SecretBox = {
  /** The key that `seal` uses. */
  readonly keyId: string;
  /** Every key that opens, the one that seals first. */
  readonly keyIds: readonly string[];
  /** AES-256-GCM; `context` is authenticated, not stored (the row's id, so that a ciphertext cannot be moved to another row). */
  seal(plain: Buffer, context: string): Buffer;
  /** Throws when the key is unknown, the context differs or a byte was changed. */
  open(sealed: Buffer, context: string): Buffer;
};

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * `keys` is `id:base64key` or several joined by ',': the first seals, all open, so that a key can be rotated.
 * Sealed form: length of the key id (1 byte), key id, IV (12), tag (16), ciphertext.
 */
export function createSecretBox(keys: string): SecretBox {
  const parsed = parseSecretKeys(keys);
  const byId = new Map(parsed);
  const [first] = parsed;
  if (!first) throw new Error('no key given');
  if (byId.size < parsed.length) throw new Error('two keys have the same id');
  const [keyId, key] = first;
  return {
    keyId,
    keyIds: [...byId.keys()],
    seal(plain, context) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([Buffer.of(keyId.length), Buffer.from(keyId), iv, cipher.getAuthTag(), body]);
    },
    open(sealed, context) {
      const id = sealedBy(sealed);
      const bodyAt = 1 + id.length + IV_BYTES + TAG_BYTES;
      const opener = byId.get(id);
      if (!opener) throw new Error(`sealed with key "${id}", which is not configured`);
      const iv = sealed.subarray(bodyAt - IV_BYTES - TAG_BYTES, bodyAt - TAG_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', opener, iv, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(bodyAt - TAG_BYTES, bodyAt));
      return Buffer.concat([decipher.update(sealed.subarray(bodyAt)), decipher.final()]);
    },
  };
}

/** The id of the key that a value was sealed with. Throws when the value is too short to be a sealed one. */
export function sealedBy(sealed: Buffer): string {
  const idLength = sealed[0] ?? 0;
  if (sealed.length < 1 + idLength + IV_BYTES + TAG_BYTES) throw new Error('sealed value is truncated');
  return sealed.subarray(1, 1 + idLength).toString('latin1');
}

/** A new key in the form that `createSecretBox` takes. */
export function generateSecretKey(keyId: string): string {
  return `${keyId}:${randomBytes(32).toString('base64')}`;
}

/** Ids and keys in the order given. Throws for a text that is no key. */
export function parseSecretKeys(keys: string): [id: string, key: Buffer][] {
  return keys.split(',').map(parseKey);
}

function parseKey(text: string): [string, Buffer] {
  const at = text.indexOf(':');
  const id = text.slice(0, at).trim();
  const key = Buffer.from(text.slice(at + 1).trim(), 'base64');
  if (at < 1 || !/^[a-z0-9-]{1,32}$/.test(id) || key.length !== 32) {
    throw new Error('a key must read id:base64 of 32 bytes, id of a-z, 0-9 and "-"');
  }
  return [id, key];
}
