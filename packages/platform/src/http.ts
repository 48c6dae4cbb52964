import type { ErrorAnswer } from '@hadir/contracts';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { unavailableDependency } from './dependency.ts';
import { AppError, type ErrorCode } from './errors.ts';
import type { Log } from './log.ts';
import { requestIdOf } from './request-id.ts';

/** The one place where an expected error becomes an HTTP status. */
export const statusOf: Readonly<Record<ErrorCode, number>> = {
  'bad-request': 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  timeout: 408,
  conflict: 409,
  'too-large': 413,
  'unsupported-media': 415,
  unprocessable: 422,
  'too-many-requests': 429,
  unavailable: 503,
};

/** When to come back while a dependency is away. */
const RETRY_UNAVAILABLE_SECONDS = 5;

type Refusal = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly field?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
};

/** Answers every error as an `ErrorAnswer`. What nobody expected is logged with its stack and answered without details. */
export function errorMiddleware(log: Log): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, req, res, _next) => {
    const about = { requestId: requestIdOf(res), method: req.method, path: req.route?.path };
    if (res.headersSent) {
      log.error('answer broken off', { ...about, error });
      res.destroy();
      return;
    }
    const refusal = refusalOf(error);
    if (refusal.status === 500) log.error('request failed', { ...about, error });
    if (refusal.status === 503) log.warn('request refused', { ...about, reason: refusal.message });
    sendRefusal(res, refusal);
  };
}

/** The answer to a path that no route has. Mounted after every route. */
export const notFound: RequestHandler = (_req, res) => {
  sendRefusal(res, { status: 404, code: 'not-found', message: 'there is nothing at this path' });
};

/** The answer to a path that has routes, none of them for this method. */
export function methodNotAllowed(allowed: readonly string[]): RequestHandler {
  return (_req, res) => {
    res.set('Allow', allowed.join(', '));
    const message = `this path answers ${allowed.join(', ')} only`;
    sendRefusal(res, { status: 405, code: 'method-not-allowed', message });
  };
}

function sendRefusal(res: Response, refusal: Refusal): void {
  const { status, code, message, field, retryAfterSeconds } = refusal;
  if (retryAfterSeconds !== undefined) res.set('Retry-After', String(Math.ceil(retryAfterSeconds)));
  if (status === 401) res.set('WWW-Authenticate', 'Bearer');
  const answer: ErrorAnswer = {
    error: { code, message, ...(field === undefined ? {} : { field }) },
    requestId: requestIdOf(res),
    serverTimeMs: Date.now(),
  };
  res.status(status).json(answer);
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof AppError) {
    const { reason = error.code, field, retryAfterSeconds } = error.details;
    return { status: statusOf[error.code], code: reason, message: error.message, field, retryAfterSeconds };
  }
  const away = unavailableDependency(error);
  if (away) {
    const message = `the ${away.dependency} does not answer; try again`;
    return {
      status: 503,
      code: 'unavailable',
      message,
      retryAfterSeconds: RETRY_UNAVAILABLE_SECONDS,
    };
  }
  return readingRefusal(error) ?? { status: 500, code: 'internal', message: 'something went wrong here' };
}

const readingFaults: Readonly<Record<string, readonly [status: number, code: string, message: string]>> = {
  'entity.parse.failed': [400, 'bad-request', 'the body is not valid JSON'],
  'entity.too.large': [413, 'too-large', 'the body is larger than this route takes'],
  'encoding.unsupported': [415, 'unsupported-media', 'the Content-Encoding is not one of gzip, deflate, br'],
  'charset.unsupported': [415, 'unsupported-media', 'the charset is not utf-8'],
  'request.aborted': [400, 'bad-request', 'the body ended early'],
  'request.size.invalid': [400, 'bad-request', 'the body is not as long as its Content-Length'],
};

/** What Express and its body reader throw. */
function readingRefusal(error: unknown): Refusal | undefined {
  if (error instanceof URIError) {
    return { status: 400, code: 'bad-request', message: 'the path is not valid percent-encoded text' };
  }
  const type = error instanceof Error && 'type' in error ? String(error.type) : '';
  const fault = readingFaults[type];
  if (!fault) return undefined;
  const [status, code, message] = fault;
  return { status, code, message, field: 'body' };
}
