import { ErrorAnswer } from '@hadir/contracts';

/** A refusal of the api, or an answer that is none of its own. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly status: number;

  constructor(call: string, status: number, message: string) {
    super(`${call} was answered ${status}: ${message}`);
    this.status = status;
  }
}

export type ApiClient = {
  get<T>(path: string): Promise<T>;
  send<T>(method: 'POST' | 'PUT' | 'PATCH', path: string, body?: unknown): Promise<T>;
  upload<T>(path: string, field: string, files: readonly Buffer[]): Promise<T>;
};

const TIMEOUT_MS = 60_000;

export function createApiClient(apiUrl: string, key: string): ApiClient {
  const call = async <T>(method: string, path: string, init: RequestInit = {}): Promise<T> => {
    const response = await fetch(new URL(path, apiUrl), {
      ...init,
      method,
      headers: { ...init.headers, authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw await refusal(`${method} ${path}`, response);
    return (response.status === 204 ? undefined : await response.json()) as T;
  };
  return {
    get: (path) => call('GET', path),
    send: (method, path, body) =>
      call(
        method,
        path,
        body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
      ),
    upload(path, field, files) {
      const form = new FormData();
      for (const [number, bytes] of files.entries()) {
        form.append(field, new Blob([new Uint8Array(bytes)]), `${number + 1}.jpg`);
      }
      return call('POST', path, { body: form });
    },
  };
}

async function refusal(call: string, response: Response): Promise<ApiRefusal> {
  const answer = ErrorAnswer.safeParse(await response.json().catch(() => undefined));
  const message = answer.success ? answer.data.error.message : response.statusText;
  return new ApiRefusal(call, response.status, message);
}
