import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { parseSecretKeys } from './secret-box.ts';

/** Length of a signature in bytes. */
export const SIGNATURE_BYTES = 32;

export type Signer = {
  /** HMAC-SHA256 by the first key. */
  sign(message: Buffer): Buffer;
  /** Whether any of the keys signed the message. Compares in constant time. */
  verify(message: Buffer, signature: Buffer): boolean;
};

/**
 * Signs with keys that HKDF-SHA256 derives from `keys` (`id:base64key`, several joined by ',') for one purpose alone, so that what is
 * signed or sealed for another purpose says nothing here. The first key signs, all verify, so that a key can be rotated.
 */
export function createSigner(keys: string, purpose: string): Signer {
  const derived = parseSecretKeys(keys).map(([, key]) =>
    Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `hadir ${purpose}`, SIGNATURE_BYTES)),
  );
  const [first] = derived;
  if (!first) throw new Error('no key given');
  return {
    sign: (message) => macOf(first, message),
    verify: (message, signature) =>
      signature.length === SIGNATURE_BYTES &&
      derived.some((key) => timingSafeEqual(macOf(key, message), signature)),
  };
}

function macOf(key: Buffer, message: Buffer): Buffer {
  return createHmac('sha256', key).update(message).digest();
}
