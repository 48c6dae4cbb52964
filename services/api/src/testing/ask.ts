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

export function asker(url: string, keys: Readonly<Record<string, string>>): Ask {
  return async (method, path, { as = 'admin', json, form, headers, signal, redirect } = {}) => {
    const authorization = as in keys ? `Bearer ${keys[as]}` : as;
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(authorization && { authorization }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
      ...(form && { body: form }),
      ...(signal && { signal }),
      ...(redirect && { redirect }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} };
  };
}
