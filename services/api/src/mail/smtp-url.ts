import type { createTransport } from 'nodemailer';

type SmtpOptions = Extract<Parameters<typeof createTransport>[0], { requireTLS?: boolean | undefined }>;

/** A server that says nothing for so long is away. */
const CONNECT_TIMEOUT_MS = 10_000;
const SOCKET_TIMEOUT_MS = 30_000;
const TLS_MODES = ['required', 'when-offered', 'off'] as const;

/**
 * From `smtps://user:password@host:465` (TLS from the first byte) or `smtp://user:password@host:587` (STARTTLS). STARTTLS is
 * required where there is a password, else taken when offered; `?tls=required|when-offered|off` says otherwise. Throws for
 * anything else.
 */
export function smtpOptions(text: string): SmtpOptions {
  const url = new URL(text);
  const secure = url.protocol === 'smtps:';
  if ((!secure && url.protocol !== 'smtp:') || url.hostname === '') throw new Error('not an SMTP address');
  const user = decodeURIComponent(url.username);
  const tls = tlsMode(url, user !== '');
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && tls === 'required',
    ignoreTLS: tls === 'off',
    tls: { minVersion: 'TLSv1.2' },
    ...(user ? { auth: { user, pass: decodeURIComponent(url.password) } } : {}),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    dnsTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function tlsMode(url: URL, hasPassword: boolean): (typeof TLS_MODES)[number] {
  const asked = url.searchParams.get('tls') ?? (hasPassword ? 'required' : 'when-offered');
  const mode = TLS_MODES.find((each) => each === asked);
  if (!mode) throw new Error(`tls must be one of ${TLS_MODES.join(', ')}`);
  return mode;
}

export function isSmtpUrl(text: string): boolean {
  try {
    smtpOptions(text);
    return true;
  } catch {
    return false;
  }
}
