/** Errors that a caller can expect. platform/http.ts turns a code into a status; in a worker they are retried unless `bad-…`. */
export type ErrorCode =
  | 'bad-request'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'too-large'
  | 'unsupported-media'
  | 'unprocessable'
  | 'too-many-requests'
  | 'unavailable';

export type ErrorDetails = {
  /** The header or body field at fault. */
  readonly field?: string;
  readonly retryAfterSeconds?: number;
  /** A finer code for the answer's `error.code`, such as `clock-skew`. */
  readonly reason?: string;
};

export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails & { readonly cause?: unknown } = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.details = details;
  }
}

/** A dependency (Redis, MySQL, the object store) does not answer: a job waits for it without spending an attempt. */
export class DependencyUnavailable extends Error {
  override readonly name = 'DependencyUnavailable';
  readonly dependency: 'redis' | 'database' | 'object-store';

  constructor(dependency: 'redis' | 'database' | 'object-store', cause: unknown) {
    super(`${dependency} is unavailable: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.dependency = dependency;
  }
}
