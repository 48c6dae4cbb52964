import { AppError } from '@hadir/platform';
import { dictionary } from '@zxcvbn-ts/language-common';

/**
 * NIST SP 800-63B-4, 3.1.1.2: a length and a list of what is commonly used, and no rule about kinds of characters. Fifteen where a
 * password stands alone is what it asks for; twelve is the least here because attempts are limited and a second factor can be added.
 */
export const SHORTEST_PASSWORD = 12;
/** More is of no use and would cost time to hash. */
export const LONGEST_PASSWORD = 256;

const common = new Set(dictionary['passwords-common'].map((password) => plain(String(password))));

/** Throws `AppError('unprocessable')` that says what is wrong with a password that somebody chose. */
export function checkPassword(
  password: string,
  user: { readonly email: string; readonly name: string },
): void {
  const fault = faultOf(password.normalize('NFC'), user);
  if (fault)
    throw new AppError('unprocessable', `password: ${fault}`, { field: 'password', reason: 'weak-password' });
}

function faultOf(
  password: string,
  user: { readonly email: string; readonly name: string },
): string | undefined {
  if ([...password].length < SHORTEST_PASSWORD) return `must have ${SHORTEST_PASSWORD} characters or more`;
  const bare = plain(password);
  if (isCommon(bare)) return 'is among those that are tried first; choose another';
  if (/^\d{1,15}$/.test(bare)) return 'is only a number; add words';
  if (new Set(bare).size < 5) return 'repeats itself; choose another';
  const own = [user.email, user.email.split('@')[0] ?? '', user.name, 'hadir'].map(plain);
  const isOwn = own.some(
    (word) => word.length > 3 && bare.replaceAll(word, '').length < SHORTEST_PASSWORD / 2,
  );
  return isOwn ? 'is little more than your name, your address or ours; choose another' : undefined;
}

/** A common password, also with digits and signs around it, or said twice. */
function isCommon(bare: string): boolean {
  const core = bare.replace(/^[^a-z]+|[^a-z]+$/g, '');
  const half = bare.slice(0, bare.length / 2);
  return common.has(bare) || common.has(core) || (half + half === bare && common.has(half));
}

function plain(text: string): string {
  return text.toLowerCase().replace(/\s+/g, '');
}
