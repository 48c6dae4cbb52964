import { hash, verify } from '@node-rs/argon2';

/**
 * argon2id, the library's own choice, with 19 MiB, two passes and one lane: the second of the equal choices in OWASP's Password Storage Cheat Sheet. It
 * takes about 25 ms of one core.
 */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const CURRENT = `$argon2id$v=19$m=${PARAMETERS.memoryCost},t=${PARAMETERS.timeCost},p=${PARAMETERS.parallelism}$`;

/** Of nobody's password: it takes as long to compare as any other. */
const NOBODYS = hash('nobody has this password', PARAMETERS);

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'), PARAMETERS);
}

/** Takes as long for a user who is not there, or has no password, as for one who has. */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  const matches = await verify(passwordHash ?? (await NOBODYS), password.normalize('NFC')).catch(() => false);
  return matches && passwordHash !== null;
}

/** Whether the hash was made with other parameters than we use now. */
export function needsRehash(passwordHash: string): boolean {
  return !passwordHash.startsWith(CURRENT);
}
