import { createServer } from 'node:net';
import { freePort } from '@hadir/local-stack';
import { DemoError } from '../demo-error.ts';

export type StackPorts = {
  readonly api: number;
  readonly ingest: number;
  readonly redis: number;
  readonly database: number;
  /** One for each matcher: health and metrics. */
  readonly matchers: readonly number[];
};

/** api, ingest, redis and the database from `base` on, matchers from `base` + 10 on. */
export function portsFrom(base: number, matchers: number): StackPorts {
  return {
    api: base,
    ingest: base + 1,
    redis: base + 2,
    database: base + 3,
    matchers: Array.from({ length: matchers }, (_, number) => base + 10 + number),
  };
}

export async function freePorts(matchers: number): Promise<StackPorts> {
  const taken = new Set<number>();
  const next = async (): Promise<number> => {
    const port = await freePort();
    if (taken.has(port)) return next();
    taken.add(port);
    return port;
  };
  const matcherPorts: number[] = [];
  while (matcherPorts.length < matchers) matcherPorts.push(await next());
  return {
    api: await next(),
    ingest: await next(),
    redis: await next(),
    database: await next(),
    matchers: matcherPorts,
  };
}

/** Throws a DemoError that names the first port which another program uses. */
export async function checkPortsAreFree(ports: StackPorts, ownServers: boolean): Promise<void> {
  const { matchers, redis, database, ...services } = ports;
  const named = ownServers ? { ...services, redis, database } : services;
  const all = [...Object.entries(named), ...matchers.map((port) => ['matcher', port] as const)];
  for (const [name, port] of all) {
    if (await isFree(port)) continue;
    const message = `Port ${port}, meant for ${name}, is used by another program.`;
    throw new DemoError(message, `Choose other ports: npm start -- --port-base ${ports.api + 1000}`);
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
