import type { Response } from 'express';
import { z } from 'zod';
import type { RouteSchemas } from './route.ts';

/** A handler's answer with a status of its own. */
export class Answer<Body> {
  readonly status: number;
  readonly body: Body;

  constructor(status: number, body: Body) {
    this.status = status;
    this.body = body;
  }
}

export type StreamedOptions = {
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly chunks: AsyncIterable<string | Uint8Array>;
};

/** An answer that is written while it is made; nothing is held but the chunk at hand. */
export class Streamed {
  readonly options: StreamedOptions;

  constructor(options: StreamedOptions) {
    this.options = options;
  }
}

/** Sends what a handler returned. A body that its schema does not fit is our fault: it throws, and nothing is sent. */
export async function sendAnswer(
  res: Response,
  route: { readonly status?: number; readonly schemas: RouteSchemas },
  handled: unknown,
): Promise<void> {
  if (handled instanceof Streamed) return sendStream(res, handled);
  const { response } = route.schemas;
  const { status, body } =
    handled instanceof Answer ? handled : { status: route.status ?? (response ? 200 : 204), body: handled };
  res.status(status);
  if (response) res.json(z.encode(response, body));
  else res.end();
}

/** The status goes out with the first chunk, so that a failure before it is still answered as an error. */
async function sendStream(res: Response, { options }: Streamed): Promise<void> {
  const chunks = options.chunks[Symbol.asyncIterator]();
  try {
    let chunk = await chunks.next();
    res.status(200).type(options.contentType);
    res.set({ ...options.headers });
    for (; !chunk.done; chunk = await chunks.next()) {
      if (!res.write(chunk.value)) await drained(res);
      if (res.destroyed) return;
    }
    res.end();
  } finally {
    await chunks.return?.();
  }
}

function drained(res: Response): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      res.off('drain', done);
      res.off('close', done);
      resolve();
    };
    res.on('drain', done);
    res.on('close', done);
    if (res.destroyed) done();
  });
}
