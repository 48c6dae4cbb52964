import { createHash, randomBytes } from 'node:crypto';

/** `hak_` and 43 base64url characters: 32 random bytes. */
export function generateApiKey(): string {
  return `hak_${randomBytes(32).toString('base64url')}`;
}

/** What the database keeps of a key: SHA-256, hex. The key has 256 random bits, so no slow hash is needed. */
export function hashApiKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
