import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '@hadir/platform';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';

/** How a cookie is named and guarded, by the address that people use. */
export type CookieDeps = {
  /** The address that people use, if it was set; else the request's own. */
  readonly publicUrl: URL | undefined;
};

export type CookieName = 'session' | 'browser' | 'oidc';

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);
/** What HTTP calls safe: they change nothing. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export function readCookie(deps: CookieDeps, req: Request, name: CookieName): string | undefined {
  const cookies = parseCookie(req.get('cookie') ?? '');
  return cookies[nameOf(name, isSecure(deps, req))] || undefined;
}

/** Throws `AppError('forbidden')` over plain HTTP, but for this machine itself: a cookie could be read on the way. */
export function setCookie(
  deps: CookieDeps,
  { req, res }: { readonly req: Request; readonly res: Response },
  name: CookieName,
  { value, maxAgeSeconds }: { readonly value: string; readonly maxAgeSeconds: number },
): void {
  const secure = isSecure(deps, req);
  if (!secure && !LOCAL.has(req.hostname)) {
    const message =
      'signing in needs https; if a proxy ends it, set PUBLIC_URL, or TRUST_PROXY_HOPS to the number of proxies';
    throw new AppError('forbidden', message, { reason: 'insecure' });
  }
  res.append(
    'Set-Cookie',
    stringifySetCookie({
      name: nameOf(name, secure),
      value,
      maxAge: maxAgeSeconds,
      path: '/',
      httpOnly: true,
      secure,
      sameSite: 'lax',
    }),
  );
}

export function clearCookie(
  deps: CookieDeps,
  exchange: { readonly req: Request; readonly res: Response },
  name: CookieName,
): void {
  setCookie(deps, exchange, name, { value: '', maxAgeSeconds: 0 });
}

/** Bound to the session: whoever cannot read our answers cannot know it, and it needs to be kept nowhere. */
export function csrfTokenOf(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('hadir csrf').digest('base64url');
}

/** Throws `AppError('forbidden')` for a change that did not come from our own page, or lacks the session's token. */
export function assertOwnPage(deps: CookieDeps, req: Request, sessionToken: string): void {
  if (SAFE.has(req.method)) return;
  assertSameOrigin(deps, req);
  const given = Buffer.from(req.get('x-csrf-token') ?? '');
  const wanted = Buffer.from(csrfTokenOf(sessionToken));
  if (given.length === wanted.length && timingSafeEqual(given, wanted)) return;
  const message = 'send the csrfToken of GET /v1/session in the header X-CSRF-Token';
  throw new AppError('forbidden', message, { field: 'x-csrf-token', reason: 'csrf' });
}

/** Browsers name the page that sends a change; what names none is no browser, or sends the token all the same. */
export function assertSameOrigin(deps: CookieDeps, req: Request): void {
  const origin = req.get('origin');
  const site = req.get('sec-fetch-site');
  const isOwn = origin === undefined || originsOf(deps, req).includes(origin);
  if (isOwn && site !== 'cross-site') return;
  throw new AppError('forbidden', 'this came from a page of another site', {
    field: 'origin',
    reason: 'csrf',
  });
}

/** Where people reach us: `https://hadir.example`. */
export function baseUrlOf({ publicUrl }: CookieDeps, req: Request): string {
  return publicUrl?.origin ?? `${req.protocol}://${req.get('host')}`;
}

function originsOf(deps: CookieDeps, req: Request): string[] {
  return [baseUrlOf(deps, req), `${req.protocol}://${req.get('host')}`];
}

function isSecure({ publicUrl }: CookieDeps, req: Request): boolean {
  return publicUrl ? publicUrl.protocol === 'https:' : req.secure;
}

/** A browser takes `__Host-` only from this very host, over https. */
function nameOf(name: CookieName, secure: boolean): string {
  return secure ? `__Host-hadir-${name}` : `hadir-${name}`;
}
