import { mkdirSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join, resolve } from 'node:path';
import { freePort } from './free-port.ts';
import { keptSecret } from './kept-secret.ts';
import { type LocalServer, startServer } from './server.ts';
import { SYSTEM_PATH } from './system-path.ts';

export type RedisServer = LocalServer;

export type RedisOptions = {
  /** Data, configuration and log are kept here. */
  readonly dir: string;
  /** A free one by default. */
  readonly port?: number;
  readonly maxMemoryMb?: number;
};

/** A private redis-server on 127.0.0.1 with a password, an append-only file, and no eviction. */
export async function startRedis({ dir, port, maxMemoryMb = 512 }: RedisOptions): Promise<RedisServer> {
  const home = resolve(dir);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const password = keptSecret(join(home, 'password'));
  const chosenPort = port ?? (await freePort());
  const config = join(home, 'redis.conf');
  writeFileSync(config, redisConfig({ home, port: chosenPort, password, maxMemoryMb }), { mode: 0o600 });
  return startServer({
    name: 'redis-server',
    command: 'redis-server',
    args: [config],
    advice: `Check that redis-server is installed and that nothing else uses port ${chosenPort}, then try again.`,
    cwd: home,
    env: { PATH: SYSTEM_PATH, LC_ALL: 'C' },
    logFile: join(home, 'redis.log'),
    url: `redis://:${password}@127.0.0.1:${chosenPort}/0`,
    port: chosenPort,
    ready: () => answersPing(chosenPort, password),
  });
}

type RedisConfig = {
  readonly home: string;
  readonly port: number;
  readonly password: string;
  readonly maxMemoryMb: number;
};

function redisConfig({ home, port, password, maxMemoryMb }: RedisConfig): string {
  const lines = [
    `dir ${JSON.stringify(home)}`,
    `port ${port}`,
    'bind 127.0.0.1',
    `requirepass ${password}`,
    'daemonize no',
    'appendonly yes',
    'appendfsync everysec',
    'save 900 1 60 1000',
    `maxmemory ${maxMemoryMb}mb`,
    'maxmemory-policy noeviction',
  ];
  return `${lines.join('\n')}\n`;
}

/** Whether the server on this port takes our password and answers PING, that is, has loaded its data. */
function answersPing(port: number, password: string): Promise<boolean> {
  return new Promise((answer) => {
    let received = '';
    const socket = createConnection({ port, host: '127.0.0.1', timeout: 1000 });
    const finish = (ready: boolean): void => {
      socket.destroy();
      answer(ready);
    };
    socket.once('connect', () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1');
      if (received.includes('+PONG')) finish(true);
      if (received.includes('-')) finish(false);
    });
    socket.once('timeout', () => finish(false));
    socket.once('error', () => finish(false));
  });
}
