/** Errors that a caller can expect. platform/http.ts turns a code into a status; in a worker they are retried unless `bad-…`. */
export type ErrorCode =
  | 'bad-request'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'timeout'
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

export type Dependency = 'redis' | 'database' | 'object-store';

/** A dependency (Redis, MySQL, the object store) does not answer: a job waits for it without spending an attempt. */
export class DependencyUnavailable extends Error {
  override readonly name = 'DependencyUnavailable';
  readonly dependency: Dependency;

  constructor(dependency: Dependency, cause: unknown) {
    super(`${dependency} is unavailable: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.dependency = dependency;
  }
}

/**
 * A job that no retry can help: it becomes a dead letter at once. `reason` is a short code such as `frame-expired`;
 * the dead letter's reason reads `frame-expired: message`.
 */
export class FatalJobError extends Error {
  override readonly name = 'FatalJobError';
  readonly reason: string;

  constructor(reason: string, message?: string, options?: { readonly cause?: unknown }) {
    super(message === undefined ? reason : `${reason}: ${message}`, options);
    this.reason = reason;
  }
}
