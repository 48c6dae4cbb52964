import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { checkPortsAreFree, freePorts, portsFrom } from './stack-ports.ts';

test('when a base is given, then each part has its port', () => {
  expect(portsFrom(3000, 2)).toEqual({
    api: 3000,
    ingest: 3001,
    redis: 3002,
    database: 3003,
    matchers: [3010, 3011],
  });
});

test('when a port is used, then the error names it and how to choose others', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const ports = { ...(await freePorts(1)), ingest: port };
  await expect(checkPortsAreFree(ports, true)).rejects.toMatchObject({
    message: `Port ${port}, meant for ingest, is used by another program.`,
    advice: expect.stringContaining('--port-base'),
  });
  await expect(checkPortsAreFree({ ...ports, ingest: 0, redis: port }, false)).resolves.toBeUndefined();
  server.close();
});

test('when free ports are asked for, then no two are the same', async () => {
  const { matchers, ...named } = await freePorts(4);
  expect(new Set([...matchers, ...Object.values(named)]).size).toBe(8);
});
