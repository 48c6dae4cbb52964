/** A mail that was not taken. `code` is short and of our own or the server's making (`550`, `EAUTH`), never an address. */
export class MailError extends Error {
  override readonly name = 'MailError';
  readonly code: string;
  /** Whether the same mail may be taken later: the server is away, busy, or keeps strangers waiting (greylisting). */
  readonly temporary: boolean;

  constructor(code: string, temporary: boolean, cause?: unknown) {
    super(`the mail server did not take the mail: ${code}`, { cause });
    this.code = code;
    this.temporary = temporary;
  }
}

/** Faults that no waiting mends: what the server calls permanent (5xx), and what nodemailer refuses before it sends. */
const PERMANENT = new Set(['EAUTH', 'EENVELOPE', 'EMESSAGE', 'EOAUTH2', 'ENOAUTH', 'ECONFIG']);

/** From what nodemailer throws. */
export function mailErrorOf(error: unknown): MailError {
  if (error instanceof MailError) return error;
  const { code, responseCode } = fieldsOf(error);
  if (responseCode !== undefined) return new MailError(String(responseCode), responseCode < 500, error);
  return new MailError(code ?? 'unknown', !PERMANENT.has(code ?? ''), error);
}

function fieldsOf(error: unknown): { readonly code?: string; readonly responseCode?: number } {
  if (typeof error !== 'object' || error === null) return {};
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  return {
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof responseCode === 'number' ? { responseCode } : {}),
  };
}
