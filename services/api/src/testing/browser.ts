import { parseSetCookie } from 'cookie';
import type { Answer, Ask, AskOptions } from './ask.ts';

export type Browser = ReturnType<typeof createBrowser>;

/** Asks as a browser does: with the cookies it was given and the token that its page read. */
export function createBrowser(
  ask: Ask,
  options: { readonly address?: string; readonly origin?: string } = {},
) {
  const cookies = new Map<string, string>();
  let csrfToken: string | undefined;

  const send = async (method: string, path: string, extra: AskOptions = {}): Promise<Answer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await ask(method, path, {
      as: '',
      ...extra,
      headers: {
        ...(cookie && { cookie }),
        ...(csrfToken && { 'x-csrf-token': csrfToken }),
        ...(options.address && { 'x-forwarded-for': options.address }),
        ...(options.origin && { origin: options.origin }),
        ...extra.headers,
      },
    });
    for (const header of answer.headers.getSetCookie()) {
      const { name, value = '', maxAge } = parseSetCookie(header);
      if (maxAge === 0) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };

  return {
    cookies,
    send,
    get: (path: string, extra?: AskOptions) => send('GET', path, extra),
    post: (path: string, json?: unknown, extra?: AskOptions) => send('POST', path, { json, ...extra }),
    async signIn(email: string, password: string, code?: string): Promise<Answer> {
      const json = { email, password, ...(code !== undefined && { code }) };
      const answer = await send('POST', '/v1/sign-in', { json });
      if (answer.status === 200) csrfToken = answer.body.csrfToken;
      return answer;
    },
    forgetToken() {
      csrfToken = undefined;
    },
    useToken(token: string) {
      csrfToken = token;
    },
  };
}
