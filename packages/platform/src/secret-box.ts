import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export type SecretBox = {
  /** The key that `seal` uses. */
  readonly keyId: string;
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
  const byId = new Map(keys.split(',').map(parseKey));
  const [first] = byId;
  if (!first) throw new Error('no key given');
  const [keyId, key] = first;
  return {
    keyId,
    seal(plain, context) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([Buffer.of(keyId.length), Buffer.from(keyId), iv, cipher.getAuthTag(), body]);
    },
    open(sealed, context) {
      const bodyAt = 1 + (sealed[0] ?? 0) + IV_BYTES + TAG_BYTES;
      if (sealed.length < bodyAt) throw new Error('sealed value is truncated');
      const id = sealed.subarray(1, bodyAt - IV_BYTES - TAG_BYTES).toString();
      const opener = byId.get(id);
      if (!opener) throw new Error(`sealed with key "${id}", which is not configured`);
      const iv = sealed.subarray(bodyAt - IV_BYTES - TAG_BYTES, bodyAt - TAG_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', opener, iv, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(bodyAt - TAG_BYTES, bodyAt));
      return Buffer.concat([decipher.update(sealed.subarray(bodyAt)), decipher.final()]);
    },
  };
}

/** A new key in the form that `createSecretBox` takes. */
export function generateSecretKey(keyId: string): string {
  return `${keyId}:${randomBytes(32).toString('base64')}`;
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
