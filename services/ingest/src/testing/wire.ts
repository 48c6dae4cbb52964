import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A wire to a server that a test can cut and mend. */
export type Wire = {
  /** The server's URL with the wire's address in it. */
  readonly url: string;
  /** Nobody answers at the address any more, and what was connected is cut. */
  cut(): Promise<void>;
  /** Connections hold, but no byte passes. */
  freeze(): void;
  mend(): Promise<void>;
};

export async function createWire(serverUrl: string): Promise<Wire> {
  const target = new URL(serverUrl);
  const sockets = new Set<Socket>();
  let isFrozen = false;
  const listener = createServer((near) => {
    const far = connect({ host: target.hostname, port: Number(target.port) });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => isFrozen || to.write(bytes));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  const listenOn = async (port: number): Promise<number> => {
    listener.listen(port, '127.0.0.1');
    await once(listener, 'listening');
    return (listener.address() as AddressInfo).port;
  };
  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const port = await listenOn(0);
  const url = new URL(serverUrl);
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    async cut() {
      if (!listener.listening) return;
      const closed = once(listener, 'close');
      listener.close();
      cutAll();
      await closed;
    },
    freeze() {
      isFrozen = true;
    },
    async mend() {
      if (isFrozen) cutAll();
      isFrozen = false;
      if (!listener.listening) await listenOn(port);
    },
  };
}
