import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Listening = {
  readonly port: number;
  /** Takes no more connections, lets requests under way end within `timeoutMs` (5 s), then hangs up. */
  close(timeoutMs?: number): Promise<void>;
};

export type ListenOptions = {
  /** 0 for any free one. */
  readonly port: number;
  /** `::` takes IPv4 too, and means 0.0.0.0 where there is no IPv6. */
  readonly host: string;
};

/** Longer than the idle time of the usual load balancers, so that they, not we, close a connection first. */
const KEEP_ALIVE_MS = 65_000;
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 120_000;
const CLOSE_TIMEOUT_MS = 5000;

/** Serves `app`. Rejects with the system's error (EADDRINUSE, EACCES) when the port cannot be had. */
export async function listen(app: RequestListener, { port, host }: ListenOptions): Promise<Listening> {
  const server = createServer(
    {
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
    },
    app,
  );
  await bind(server, port, host).catch((error: unknown) => {
    if (host === '::' && isNoIpv6(error)) return bind(server, port, '0.0.0.0');
    throw error;
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: (timeoutMs = CLOSE_TIMEOUT_MS) => closeServer(server, timeoutMs),
  };
}

function bind(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closeServer(server: Server, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const hangUp = setTimeout(() => server.closeAllConnections(), timeoutMs);
    // Connections that idle between two requests would else keep the server open.
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    server.close(() => {
      clearTimeout(hangUp);
      clearInterval(sweep);
      resolve();
    });
  });
}

function isNoIpv6(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL';
}
