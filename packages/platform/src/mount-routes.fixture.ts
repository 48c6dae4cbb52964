import { Writable } from 'node:stream';
import express from 'express';
import { AppError } from './errors.ts';
import { errorMiddleware, notFound } from './http.ts';
import { listen } from './listen.ts';
import { createLog } from './log.ts';
import { mountRoutes, type RequestFacts } from './mount-routes.ts';
import { requestId } from './request-id.ts';
import type { Route } from './route.ts';

/** A JSON answer's object, or the text of any other as `text`. */
type Body = {
  readonly text?: string;
  readonly error?: { readonly code: string; readonly message: string; readonly field?: string };
  readonly [field: string]: unknown;
};

export type Asked = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
};

export type AskOptions = RequestInit & { readonly as?: string; readonly json?: unknown };

/** Real HTTP on a free port. `as` is the caller's role, sent as the whole Authorization header. */
export async function serveRoutes(routes: readonly Route[]) {
  const observed: RequestFacts[] = [];
  const logged: string[] = [];
  const log = createLog({ service: 'test', stream: collectLines(logged) });
  const app = express();
  app.use(requestId);
  mountRoutes(app, routes, {
    log,
    observe: (facts) => observed.push(facts),
    authenticate: async (req) => {
      const role = req.get('authorization');
      if (role === 'admin' || role === 'staff' || role === 'viewer') {
        return { kind: 'api-key', id: `a-${role}`, role, userId: null };
      }
      throw new AppError('unauthenticated', 'send an API key');
    },
  });
  app.use(notFound, errorMiddleware(log));
  const server = await listen(app, { port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${server.port}`;
  return { url, observed, logged, ask: asker(url), close: () => server.close(200) };
}

function collectLines(lines: string[]): NodeJS.WritableStream {
  return new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      lines.push(line);
      done();
    },
  });
}

function asker(url: string) {
  return async (method: string, path: string, options: AskOptions = {}): Promise<Asked> => {
    const { as = 'admin', json, headers, ...init } = options;
    const type = json === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(url + path, {
      method,
      headers: { authorization: as, ...type, ...(headers as Record<string, string>) },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      ...init,
    });
    const text = await response.text();
    const body = text.startsWith('{') ? (JSON.parse(text) as Body) : { text };
    return { status: response.status, headers: response.headers, body };
  };
}
