import { randomBytes } from 'node:crypto';
import type { Database, User } from '@hadir/db';
import type { SecretBox } from '@hadir/platform';
import { Secret, TOTP } from 'otpauth';
import { sha256 } from '../sign-in/user-session.ts';

export type SecondFactorDeps = {
  readonly database: Pick<Database, 'secondFactors'>;
  readonly secrets: SecretBox;
};

/** RFC 6238 with what every authenticator app takes: SHA-1, six digits, 30 s. */
const PERIOD_SECONDS = 30;
/** Steps before and after the present one: clocks differ. */
const WINDOW = 1;
const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;
/** 80 random bits, as 16 letters and digits of base32. */
const RECOVERY_BYTES = 10;

const contextOf = (userId: string): string => `totp:${userId}`;

/** A new secret, and the address that authenticator apps read from a QR code. */
export function newTotp(user: Pick<User, 'id' | 'email'>, secrets: SecretBox) {
  const secret = new Secret({ size: SECRET_BYTES });
  const sealed = secrets.seal(Buffer.from(secret.base32), contextOf(user.id));
  return { secret: secret.base32, uri: totpOf(secret.base32, user.email).toString(), sealed };
}

/** Whether the code is the user's of now; each step's code counts once. */
export async function takeTotp(
  { database, secrets }: SecondFactorDeps,
  user: User,
  code: string,
): Promise<boolean> {
  if (!user.totpSealed || !/^\d{6}$/.test(code)) return false;
  const base32 = secrets.open(user.totpSealed, contextOf(user.id)).toString('utf8');
  const now = Date.now();
  const delta = totpOf(base32, user.email).validate({ token: code, window: WINDOW, timestamp: now });
  if (delta === null) return false;
  return database.secondFactors.takeTotpStep(user.id, Math.floor(now / 1000 / PERIOD_SECONDS) + delta);
}

/** A code of the authenticator or, when it is lost, one of the recovery codes, each of which counts once. */
export async function takeSecondFactor(
  deps: SecondFactorDeps,
  user: User,
  given: string,
): Promise<'totp' | 'recovery-code' | undefined> {
  const code = given.replace(/[\s-]/g, '').toUpperCase();
  if (await takeTotp(deps, user, code)) return 'totp';
  if (!/^[A-Z2-7]{16}$/.test(code)) return undefined;
  const isTaken = await deps.database.secondFactors.takeRecoveryCode(user.id, sha256(code));
  return isTaken ? 'recovery-code' : undefined;
}

/** Codes as they are shown, once, and the hashes that are kept. */
export function newRecoveryCodes(): { readonly codes: string[]; readonly hashes: string[] } {
  const bare = Array.from(
    { length: RECOVERY_CODES },
    () => new Secret({ buffer: new Uint8Array(randomBytes(RECOVERY_BYTES)).buffer }).base32,
  );
  return { codes: bare.map((code) => code.replace(/(.{4})(?=.)/g, '$1-')), hashes: bare.map(sha256) };
}

function totpOf(secret: string, label: string): TOTP {
  return new TOTP({ issuer: 'Hadir', label, algorithm: 'SHA1', digits: 6, period: PERIOD_SECONDS, secret });
}
