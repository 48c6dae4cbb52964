import { type SafeFetch, SafeFetchError, type SafeResponse } from '@hadir/platform';
import type { z } from 'zod';
import { type Attempt, later, never } from './outlet.ts';

/** A server that takes longer is tried again later. */
const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 64 * 1024;
/** A longer wait that a server asks for is cut: it may ask again. */
const LONGEST_WAIT_MS = 6 * 60 * 60 * 1000;
const SHORTEST_WAIT_MS = 1000;

type Post = {
  readonly fetch: SafeFetch;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON already. */
  readonly body: string;
  readonly signal?: AbortSignal | undefined;
};

/** The answer, whatever its status; or what no answer means for the delivery. */
export async function postJson({ fetch, url, headers, body, signal }: Post): Promise<SafeResponse | Attempt> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Hadir', ...headers },
      body,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_ANSWER_BYTES,
      whenLarger: 'cut',
      signal,
    });
  } catch (error) {
    if (!(error instanceof SafeFetchError)) throw error;
    return error.failure === 'refused-target' ? never(error.failure) : later(error.failure);
  }
}

export function isAttempt(answer: object): answer is Attempt {
  return 'kind' in answer;
}

/** What Retry-After says: seconds, or a date. */
export function retryAfterMs(
  { headers }: Pick<SafeResponse, 'headers'>,
  now = Date.now(),
): number | undefined {
  const text = headers['retry-after'];
  if (text === undefined) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : boundedWait(ms);
}

function boundedWait(ms: number): number {
  return Math.min(Math.max(ms, SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
}

function parseBody({ body }: Pick<SafeResponse, 'body'>): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** For a service that answers in JSON whatever becomes of the call: the answer, or what it means that there is none. */
export async function callApi<Answer extends z.ZodType>(
  post: Post,
  schema: Answer,
): Promise<{ readonly status: number; readonly answer: z.output<Answer> } | Attempt> {
  const response = await postJson(post);
  if (isAttempt(response)) return response;
  const { status } = response;
  const parsed = schema.safeParse(parseBody(response));
  if (status === 429) return later('429', retryAfterMs(response) ?? askedIn(parsed.data));
  if (parsed.success) return { status, answer: parsed.data };
  return status < 500 ? never(`status-${status}`) : later(`status-${status}`);
}

/** Telegram says in the body how long to wait. */
function askedIn(answer: unknown): number | undefined {
  const { parameters } = (answer ?? {}) as { parameters?: { retry_after?: number } };
  return parameters?.retry_after === undefined ? undefined : boundedWait(parameters.retry_after * 1000);
}
