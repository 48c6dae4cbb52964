import { randomBytes } from 'node:crypto';
import type { SecretBox } from '@hadir/platform';
import type { Request, Response } from 'express';
import { type CookieDeps, readCookie, setCookie } from './session-cookie.ts';

type Deps = CookieDeps & { readonly secrets: SecretBox };

const CONTEXT = 'known browser';
const REMEMBERED_SECONDS = 180 * 86_400;

/**
 * Whether somebody signed in to this account in this browser before: the part of a "device cookie" (OWASP, Slow Down Online
 * Guessing Attacks with Device Cookies). Its attempts are counted apart, so that strangers who lock an account from afar do not
 * lock out its owner.
 */
export function knownBrowser(deps: Deps, req: Request, email: string): string | undefined {
  const sealed = readCookie(deps, req, 'browser');
  if (!sealed) return undefined;
  try {
    const [nonce, owner] = deps.secrets
      .open(Buffer.from(sealed, 'base64url'), CONTEXT)
      .toString('utf8')
      .split('\n');
    return owner === email ? nonce : undefined;
  } catch {
    return undefined;
  }
}

/** Each sign-in gives the browser another cookie, with counts of its own. */
export function rememberBrowser(
  deps: Deps,
  exchange: { readonly req: Request; readonly res: Response },
  email: string,
): void {
  const text = `${randomBytes(16).toString('base64url')}\n${email}`;
  const value = deps.secrets.seal(Buffer.from(text), CONTEXT).toString('base64url');
  setCookie(deps, exchange, 'browser', { value, maxAgeSeconds: REMEMBERED_SECONDS });
}
