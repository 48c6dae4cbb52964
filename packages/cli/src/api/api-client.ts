import { json } from 'node:stream/consumers';
import type { z } from 'zod';
import { CliError } from '../cli-error.ts';
import { withIdleLimit } from './idle-limit.ts';
import { refusal } from './refusal.ts';

export type Query = Readonly<Record<string, string | number | undefined>>;

/** A small client of the api: what comes back is parsed, so that commands work with checked data. */
export type ApiClient = {
  readonly url: string;
  get<Schema extends z.ZodType>(path: string, schema: Schema, query?: Query): Promise<z.output<Schema>>;
  send<Schema extends z.ZodType>(request: ApiRequest, schema: Schema): Promise<z.output<Schema>>;
  /** For a request whose answer carries nothing. */
  sendOnly(request: ApiRequest): Promise<void>;
  /** The body as it comes, for reports of any length. Aborting `signal` hangs up: what is awaited then rejects. */
  stream(path: string, query?: Query, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /** As `get`, for reports of any length. */
  getLong<Schema extends z.ZodType>(path: string, schema: Schema, query?: Query): Promise<z.output<Schema>>;
};

export type ApiRequest = {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly form?: FormData;
  /** For what the api may take long to do; 15 s unless told, 120 s with a form. */
  readonly timeoutMs?: number;
};

type Connection = {
  readonly url: string;
  readonly key: string;
  /** Where the address was found, for the message when nothing answers. */
  readonly origin: string;
  readonly timeoutMs?: number;
};

const TIMEOUT_MS = 15_000;
/** Photos of one enrolment may be tens of megabytes over a slow line. */
const UPLOAD_TIMEOUT_MS = 120_000;
/** A long answer must begin within the first and go on within the second. */
const BEGIN_TIMEOUT_MS = 60_000;
const IDLE_TIMEOUT_MS = 30_000;

export function createApiClient(connection: Connection): ApiClient {
  const base = connection.url.replace(/\/+$/, '');
  const request = async (path: string, init: RequestInit, timeoutMs: number): Promise<Response> => {
    const response = await fetch(`${base}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${connection.key}`, ...init.headers },
      signal: init.signal ?? AbortSignal.timeout(timeoutMs),
    }).catch((error: unknown) => noAnswer(connection, timeoutMs, error));
    if (!response.ok) throw await refusal(response, connection);
    return response;
  };
  const timeoutMs = connection.timeoutMs ?? TIMEOUT_MS;
  const send = ({ method, path, body, form, timeoutMs: own }: ApiRequest): Promise<Response> => {
    if (form) return request(path, { method, body: form }, UPLOAD_TIMEOUT_MS);
    if (body === undefined) return request(path, { method }, own ?? timeoutMs);
    const headers = { 'content-type': 'application/json' };
    return request(path, { method, headers, body: JSON.stringify(body) }, timeoutMs);
  };
  const stream: ApiClient['stream'] = async (path, query, signal) => {
    // Runs until the headers are there; from then on each chunk has a time of its own.
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new DOMException('late', 'TimeoutError')), BEGIN_TIMEOUT_MS);
    const init = { signal: signal ? AbortSignal.any([late.signal, signal]) : late.signal };
    const { body } = await request(path + queryString(query), init, BEGIN_TIMEOUT_MS).finally(() =>
      clearTimeout(timer),
    );
    if (!body) throw new CliError('bad-answer', `The api answered ${path} with nothing.`, 'Try again.');
    return withIdleLimit(body, IDLE_TIMEOUT_MS);
  };
  const get = async (path: string, query?: Query): Promise<unknown> =>
    documentOf(await request(path + queryString(query), {}, timeoutMs));
  return {
    url: base,
    get: async (path, schema, query) => parse(await get(path, query), path, schema),
    send: async (call, schema) => parse(await documentOf(await send(call)), call.path, schema),
    sendOnly: async (call) => {
      await (await send(call)).body?.cancel();
    },
    stream,
    getLong: async (path, schema, query) =>
      parse(await json(await stream(path, query)).catch(brokeOff), path, schema),
  };
}

function documentOf(response: Response): Promise<unknown> {
  return response.json().catch(() => undefined);
}

function brokeOff(error: unknown): undefined {
  if (error instanceof SyntaxError) return undefined;
  const why = error instanceof Error ? error.message : String(error);
  throw new CliError('broke-off', `The answer broke off: ${why}.`, 'Try again.', error);
}

function queryString(query: Query = {}): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) given.set(name, String(value));
  }
  return given.size === 0 ? '' : `?${given}`;
}

function parse<Schema extends z.ZodType>(document: unknown, path: string, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  throw new CliError(
    'bad-answer',
    `The api answered ${path.replace(/\?.*/, '')} with something this command does not understand.`,
    'Check that HADIR_API_URL is the address of a Hadir api of the same version as this clone.',
    parsed.error,
  );
}

function noAnswer({ url, origin }: Connection, timeoutMs: number, error: unknown): never {
  const timedOut = error instanceof DOMException && error.name === 'TimeoutError';
  throw new CliError(
    'unreachable',
    timedOut
      ? `The api at ${url} did not answer within ${timeoutMs / 1000} s.`
      : `No api answers at ${url} (from ${origin}).`,
    timedOut
      ? 'Try again; `hadir doctor` shows what is wrong.'
      : 'Start the local stack with `npm start`, or set HADIR_API_URL and HADIR_API_KEY.',
    error,
  );
}
