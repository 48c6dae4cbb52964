import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP line to a real server that a test can cut and mend. `url` is the server's address with the line's port. */
export async function openLine(url: string) {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.pipe(other);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const near = new URL(url);
  near.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const hangUp = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: near.href,
    cut(): void {
      isCut = true;
      hangUp();
    },
    mend(): void {
      isCut = false;
    },
    close(): void {
      hangUp();
      server.close();
    },
  };
}
