import { connect, type Socket } from 'node:net';

export type LoadOptions = {
  readonly port: number;
  /** Whole HTTP/1.1 requests, each sent once. */
  readonly requests: readonly Buffer[];
  readonly connections: number;
  readonly timeoutMs: number;
};

export type LoadResult = { readonly seconds: number; readonly statuses: Readonly<Record<string, number>> };

/** Sends every request over kept-alive connections, one at a time on each, and counts the answers by status. */
export async function runLoad({ port, requests, connections, timeoutMs }: LoadOptions): Promise<LoadResult> {
  const statuses: Record<string, number> = {};
  let next = 0;
  const work = async (socket: Socket): Promise<void> => {
    const readAnswer = answerReader(socket);
    for (let request = requests[next++]; request; request = requests[next++]) {
      socket.write(request);
      const status = await readAnswer();
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
    socket.destroy();
  };
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port, timeoutMs)));
  const began = performance.now();
  await Promise.all(sockets.map(work));
  return { seconds: (performance.now() - began) / 1000, statuses };
}

function open(port: number, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, timeout: timeoutMs });
    socket.once('error', reject);
    socket.once('timeout', () => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    socket.once('connect', () => resolve(socket));
  });
}

/** Reads answers with a Content-Length, one after the other, which is all that the servers here send. */
function answerReader(socket: Socket): () => Promise<string> {
  let received = '';
  let waiting: { resolve(status: string): void; reject(error: Error): void } | undefined;
  const fail = (error: Error): void => waiting?.reject(error);
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the server closed the connection')));
  socket.on('data', (bytes: Buffer) => {
    received += bytes.toString('latin1');
    const headEnd = received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
    if (received.length < headEnd + 4 + length) return;
    const status = received.slice(9, 12);
    received = received.slice(headEnd + 4 + length);
    waiting?.resolve(status);
  });
  return () =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject };
    });
}
