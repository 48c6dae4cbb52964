import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export type RawRequest = { readonly method: string; readonly path: string; readonly head: string };

/** Answers one request byte by byte, well or badly. */
export type RawAnswer = (socket: Socket, request: RawRequest) => void | Promise<void>;

export type RawServer = { readonly url: string; close(): Promise<void> };

/** A server that speaks HTTP as badly as a test wants. `answer` is called once a request has come whole. */
export async function startRawServer(answer: RawAnswer): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let pending = Buffer.alloc(0);
    socket.on('data', (bytes: Buffer) => {
      pending = Buffer.concat([pending, bytes]);
      const end = pending.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = pending.subarray(0, end).toString('latin1');
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (pending.length < end + 4 + length) return;
      pending = pending.subarray(end + 4 + length);
      const [method = '', path = ''] = head.split(' ');
      void answer(socket, { method, path, head });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** A good answer. */
export function wellSaid(status: number, body: unknown, ...headers: readonly string[]): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return [`HTTP/1.1 ${status} So`, ...headers, `Content-Length: ${Buffer.byteLength(text)}`, '', text].join(
    '\r\n',
  );
}

/** The frame that a request brings, which an answer must name to settle it. */
export function frameIdOf({ head }: RawRequest): string {
  const [, device] = /x-device-id: (\S+)/i.exec(head) ?? [];
  const [, frame] = /idempotency-key: (\S+)/i.exec(head) ?? [];
  return `${device}-${frame}`;
}
