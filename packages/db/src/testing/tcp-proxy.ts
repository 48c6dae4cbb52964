import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A wire to the database server that a test can cut, freeze and mend. */
export type TcpProxy = {
  /** The server's URL with the proxy's address in it. */
  readonly url: string;
  readonly connections: () => number;
  /** Takes no more connections and cuts those there are: the server is away. */
  away(): Promise<void>;
  /** Takes connections again, on the same port. */
  back(): Promise<void>;
  /** Bytes wait in both directions from now on: the network is stuck. */
  freeze(): void;
  thaw(): void;
  /** Lets the statement through to the server and cuts its connection instead of answering; once. */
  cutAfter(statement: string): void;
  close(): Promise<void>;
};

type Pair = { readonly client: Socket; readonly server: Socket };
type Wire = { readonly target: URL; readonly pairs: Set<Pair>; frozen: boolean; deadly: string | undefined };

export async function startTcpProxy(databaseUrl: string): Promise<TcpProxy> {
  const wire: Wire = { target: new URL(databaseUrl), pairs: new Set(), frozen: false, deadly: undefined };
  const listener = createServer((client) => join(wire, client));
  const port = await listen(listener, 0);
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    connections: () => wire.pairs.size,
    away: () => stop(listener, wire),
    back: async () => void (await listen(listener, port)),
    freeze: () => {
      wire.frozen = true;
      for (const pair of wire.pairs) pause(pair);
    },
    thaw: () => {
      wire.frozen = false;
      for (const { client, server } of wire.pairs) {
        client.resume();
        server.resume();
      }
    },
    cutAfter: (statement) => {
      wire.deadly = statement;
    },
    close: () => stop(listener, wire),
  };
}

function join(wire: Wire, client: Socket): void {
  const server = connect(Number(wire.target.port || 3306), wire.target.hostname);
  const pair = { client, server };
  wire.pairs.add(pair);
  client.on('data', (bytes) => forward(wire, pair, bytes));
  server.on('data', (bytes) => client.write(bytes));
  for (const socket of [client, server]) {
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      wire.pairs.delete(pair);
      client.destroy();
      server.destroy();
    });
  }
  if (wire.frozen) pause(pair);
}

function forward(wire: Wire, { client, server }: Pair, bytes: Buffer): void {
  if (wire.deadly !== undefined && bytes.includes(wire.deadly)) {
    wire.deadly = undefined;
    // That there is an answer proves that the server has run it.
    server.removeAllListeners('data').once('data', () => client.destroy());
  }
  server.write(bytes);
}

function pause({ client, server }: Pair): void {
  client.pause();
  server.pause();
}

async function listen(listener: Server, port: number): Promise<number> {
  listener.listen(port, '127.0.0.1');
  await once(listener, 'listening');
  return (listener.address() as AddressInfo).port;
}

async function stop(listener: Server, { pairs }: Wire): Promise<void> {
  if (!listener.listening) return;
  const closed = once(listener, 'close');
  listener.close();
  for (const { client } of pairs) client.destroy();
  await closed;
}
