import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ReceivedPost = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** From `performance.now()`. */
  readonly at: number;
};

/** `silence` takes the request and never answers; `reset` breaks the connection. */
export type ScriptedAnswer =
  | 'silence'
  | 'reset'
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    };

export type ScriptedServer = {
  readonly url: string;
  readonly posts: readonly ReceivedPost[];
  close(): Promise<void>;
};

/** An HTTP server that answers posts as `answer` says, for tests of a camera's conduct. */
export async function startScriptedServer(
  answer: (post: ReceivedPost, number: number) => ScriptedAnswer,
): Promise<ScriptedServer> {
  const posts: ReceivedPost[] = [];
  const server = createServer((request, response) => {
    readBody(request).then(
      (body) => {
        const post = { path: request.url ?? '', headers: request.headers, body, at: performance.now() };
        posts.push(post);
        reply(response, answer(post, posts.length - 1));
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    posts,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function reply(response: ServerResponse, answer: ScriptedAnswer): void {
  if (answer === 'silence') return;
  if (answer === 'reset') return void response.destroy();
  response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
  response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
