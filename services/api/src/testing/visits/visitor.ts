import type { AskOptions, Body } from '../ask.ts';
import { checkAnswer } from '../check-answer.ts';
import type { TestApi } from '../test-api.ts';
import { createWorld, type World } from '../world.ts';

/** Calls routes well, one after another. */
export type Visitor = {
  readonly api: TestApi;
  readonly world: World;
  /** `GET /v1/rooms`: asks, and throws unless the answer is good. That it is as documented is seen to on the way. */
  good(call: string, options?: AskOptions): Promise<Body>;
  send(call: string, json?: object, as?: string): Promise<Body>;
  /** For a stream without an end: its status and kind. */
  begin(path: string): Promise<void>;
};

export async function createVisitor(api: TestApi): Promise<Visitor> {
  const good = async (call: string, options: AskOptions = {}): Promise<Body> => {
    const [method = '', path = ''] = call.split(' ');
    const { status, body, text } = await api.ask(method, path, options);
    if (status >= 400) throw new Error(`${call} answered ${status}: ${text}`);
    return body;
  };
  return {
    api,
    world: await createWorld(api),
    good,
    send: (call, json = {}, as = 'admin') => good(call, { json, as }),
    async begin(path) {
      const hungUp = new AbortController();
      const headers = { authorization: `Bearer ${api.keys.admin}` };
      const response = await fetch(api.url + path, { headers, signal: hungUp.signal });
      const contentType = response.headers.get('content-type');
      hungUp.abort();
      checkAnswer({ method: 'GET', path, status: response.status, contentType, text: '' });
    },
  };
}
