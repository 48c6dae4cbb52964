import { checkAnswer } from './check-answer.ts';

/** As JSON.parse gives it: an answer's shape is what the tests are about. */
export type Body = ReturnType<typeof JSON.parse>;

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  readonly text: string;
};

export type AskOptions = {
  /** A role's own key, or a whole Authorization header; admin unless told. */
  readonly as?: string;
  readonly json?: unknown;
  readonly form?: FormData;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly redirect?: 'follow' | 'manual';
};

export type Ask = (method: string, path: string, options?: AskOptions) => Promise<Answer>;

/** Every answer is held against the document on its way: status, kind and shape. */
export function asker(url: string, keys: Readonly<Record<string, string>>): Ask {
  return async (method, path, options = {}) => {
    const response = await fetch(url + path, { method, ...initOf(options, keys) });
    const text = await response.text();
    const contentType = response.headers.get('content-type');
    checkAnswer({ method, path, status: response.status, contentType, text });
    const isJson = contentType?.startsWith('application/json');
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} };
  };
}

function initOf(options: AskOptions, keys: Readonly<Record<string, string>>): RequestInit {
  const { as = 'admin', json, form, headers, signal, redirect } = options;
  const authorization = as in keys ? `Bearer ${keys[as]}` : as;
  const isJson = json !== undefined;
  return {
    headers: {
      ...(authorization && { authorization }),
      ...(isJson && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(isJson && { body: JSON.stringify(json) }),
    ...(form && { body: form }),
    ...(signal && { signal }),
    ...(redirect && { redirect }),
  };
}
