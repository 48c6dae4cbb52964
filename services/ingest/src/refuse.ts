import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorAnswer } from '@hadir/contracts';
import { AppError, statusOf, unavailableDependency } from '@hadir/platform';

export type Refusal = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly field?: string;
  readonly retryAfterSeconds?: number;
};

/** When to come back while Redis or the database is away: spread, so that devices do not come all at once. */
const retryAwaySeconds = (): number => 2 + Math.floor(Math.random() * 4);
/** How long a sender of a refused body may go on before the connection is closed under it. */
const LINGER_MS = 1000;

/** What to answer to an error; undefined for one that nobody expected. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof AppError) {
    const { reason: code = error.code, field, retryAfterSeconds } = error.details;
    return {
      status: statusOf[error.code],
      code,
      message: error.message,
      ...(field !== undefined && { field }),
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    };
  }
  const away = unavailableDependency(error);
  if (!away) return undefined;
  const message = `the server’s ${away.dependency} does not answer: keep the frame and come back`;
  return {
    status: 503,
    code: `${away.dependency}-unavailable`,
    message,
    retryAfterSeconds: retryAwaySeconds(),
  };
}

/** Answers with an ErrorAnswer, which carries the server's time for a device to set its clock by. */
export function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const { status, code, message, field, retryAfterSeconds } = refusal;
  const answer: ErrorAnswer = {
    error: { code, message, ...(field !== undefined && { field }) },
    serverTimeMs: Date.now(),
  };
  const body = Buffer.from(JSON.stringify(answer));
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', body.length);
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', Math.ceil(retryAfterSeconds));
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  // The rest of a body of sane size is read and thrown away by Node, so that a camera keeps its costly TLS connection.
  if (status === 413 || status === 408) hangUpAfter(request, response, body);
  else response.end(body);
}

/** Closing at once, with bytes unread, would reset the connection before the sender has read the answer. */
function hangUpAfter(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  response.setHeader('Connection', 'close');
  response.write(body);
  const timer = setTimeout(hangUp, LINGER_MS);
  function hangUp(): void {
    clearTimeout(timer);
    response.end();
  }
  if (request.complete) hangUp();
  else request.resume().once('end', hangUp).once('close', hangUp);
}
