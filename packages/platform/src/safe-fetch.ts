import { type LookupAddress, type LookupOptions, lookup as resolve } from 'node:dns';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isAllowedAddress, NO_PRIVATE_TARGETS, type PrivateTargets } from './target-address.ts';

/**
 * Why there is no answer. `refused-target`: not http(s), or it leads to a private address; `unreachable`: no connection, or
 * one that broke off; `timeout`; `too-large`: more than `maxBytes`; `aborted` by the signal.
 */
export type FetchFailure = 'refused-target' | 'unreachable' | 'timeout' | 'too-large' | 'aborted';

/** Names the host at most: a path or a query may be a secret. */
export class SafeFetchError extends Error {
  override readonly name = 'SafeFetchError';
  readonly failure: FetchFailure;

  constructor(failure: FetchFailure, message: string, cause?: unknown) {
    super(message, { cause });
    this.failure = failure;
  }
}

export type SafeRequest = {
  readonly method?: 'GET' | 'POST' | 'PUT' | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Buffer | undefined;
  /** For the whole exchange, from the name's look-up to the last byte. */
  readonly timeoutMs: number;
  /** Of the answer's body. A larger one fails, or is cut where only its beginning matters. */
  readonly maxBytes: number;
  readonly whenLarger?: 'fail' | 'cut' | undefined;
  readonly signal?: AbortSignal | undefined;
};

export type SafeResponse = {
  readonly status: number;
  /** Names in lower case; of those that came several times the first. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

/** Throws SafeFetchError. Redirects are answers like others: nobody follows them. */
export type SafeFetch = (url: string, request: SafeRequest) => Promise<SafeResponse>;

/**
 * Fetches from addresses that people entered. A name is resolved once, and the connection is made to what was checked: a name
 * that resolves elsewhere a moment later gains nothing. `lookup` is the system's unless a test has its own.
 */
export function createSafeFetch(allowed: PrivateTargets = NO_PRIVATE_TARGETS, lookup = resolve): SafeFetch {
  return async (text, request) => exchange(targetOf(text, allowed), request, guarded(allowed, lookup));
}

/** Throws SafeFetchError for what no request may be made to whatever its name resolves to. */
function targetOf(text: string, allowed: PrivateTargets): URL {
  const url = parseUrl(text);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new SafeFetchError('refused-target', 'the address is not one of http or https');
  }
  const literal = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(literal) && !isAllowedAddress(literal, allowed)) throw refused(url.hostname);
  return url;
}

function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function refused(host: string): SafeFetchError {
  return new SafeFetchError('refused-target', `${host} leads to a private address`);
}

/** A look-up that answers no address that may not be reached; one bad address of several spoils them all. */
function guarded(allowed: PrivateTargets, lookup: typeof resolve): LookupFunction {
  return (host, options, done) => {
    const all: LookupOptions & { all: true } = { ...options, all: true };
    lookup(host, all, (error, found: LookupAddress[]) => {
      const fault = error ?? (isAllAllowed(found, allowed) ? null : refused(host));
      if (fault || options.all) return done(fault, found);
      return done(null, found[0]?.address ?? '', found[0]?.family);
    });
  };
}

function isAllAllowed(found: readonly LookupAddress[], allowed: PrivateTargets): boolean {
  return found.length > 0 && found.every(({ address }) => isAllowedAddress(address, allowed));
}

function exchange(url: URL, request: SafeRequest, lookup: LookupFunction): Promise<SafeResponse> {
  const deadline = AbortSignal.timeout(request.timeoutMs);
  const signal = request.signal ? AbortSignal.any([deadline, request.signal]) : deadline;
  const options: RequestOptions = {
    method: request.method ?? 'GET',
    headers: { ...request.headers, ...lengthOf(request.body) },
    lookup,
    signal,
    // A connection of its own: one of a shared agent may have been made without the guard.
    agent: false,
  };
  return new Promise<SafeResponse>((resolveWith, reject) => {
    const fail = (error: unknown): void => reject(failureOf(error, { url, deadline, request }));
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = send(url, options, (answer) => {
      readAll(answer, request).then(
        (body) => resolveWith({ status: answer.statusCode ?? 0, headers: firstOf(answer), body }),
        fail,
      );
    });
    outgoing.on('error', fail);
    outgoing.end(request.body);
  });
}

function lengthOf(body: string | Buffer | undefined): Record<string, string> {
  return body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
}

async function readAll(
  answer: IncomingMessage,
  { maxBytes, whenLarger = 'fail' }: SafeRequest,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop destroys the answer and its connection.
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    chunks.push(chunk);
    if (bytes <= maxBytes) continue;
    if (whenLarger === 'cut') break;
    throw new SafeFetchError('too-large', `the answer is larger than ${maxBytes} bytes`);
  }
  return Buffer.concat(chunks).subarray(0, maxBytes);
}

function firstOf(answer: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(answer.headersDistinct).flatMap(([name, values]) =>
      values?.[0] === undefined ? [] : [[name, values[0]]],
    ),
  );
}

type Attempt = { readonly url: URL; readonly deadline: AbortSignal; readonly request: SafeRequest };

function failureOf(error: unknown, { url, deadline, request }: Attempt): SafeFetchError {
  if (error instanceof SafeFetchError) return error;
  if (deadline.aborted) {
    return new SafeFetchError('timeout', `${url.host} did not answer within ${request.timeoutMs} ms`, error);
  }
  if (request.signal?.aborted) return new SafeFetchError('aborted', 'the request was given up', error);
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return new SafeFetchError('unreachable', `${url.host} cannot be reached${code}`, error);
}
