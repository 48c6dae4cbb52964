import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RedisServer, startRedis } from './redis.ts';

let dir: string;
let redis: RedisServer | undefined;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hadir-redis-'));
});

afterEach(async () => {
  await redis?.stop();
  redis = undefined;
  await rm(dir, { recursive: true, force: true });
});

/** Sends commands as text and answers with what came back when the last of them, QUIT, closed the connection. */
function ask(url: string, ...commands: readonly string[]): Promise<string> {
  const { port, password } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = createConnection({ host: '127.0.0.1', port: Number(port), timeout: 5000 });
    socket.on('data', (bytes) => {
      answer += bytes.toString('latin1');
    });
    socket.once('error', reject);
    socket.once('timeout', () => reject(new Error('redis does not answer')));
    socket.once('close', () => resolve(answer));
    socket.write(`${[`AUTH ${password}`, ...commands, 'QUIT'].join('\r\n')}\r\n`);
  });
}

test('when redis is killed and started again, then what it had confirmed is still there on the same port', async () => {
  redis = await startRedis({ dir });
  const value = randomBytes(8).toString('hex');
  expect(await ask(redis.url, `SET kept ${value}`)).toBe('+OK\r\n+OK\r\n+OK\r\n');
  const { pid, url } = redis;

  await redis.kill();
  await expect(ask(url, 'PING')).rejects.toThrow(/ECONNREFUSED/);
  await redis.start();

  expect(redis.pid).not.toBe(pid);
  expect(await ask(url, 'GET kept')).toContain(value);
});

test('when redis runs, then it evicts nothing and asks for a password', async () => {
  redis = await startRedis({ dir });
  expect(await ask(redis.url, 'CONFIG GET maxmemory-policy', 'CONFIG GET appendonly')).toMatch(
    /noeviction[\s\S]*yes/,
  );
  const withoutPassword = redis.url.replace(/:[^:@/]+@/, ':wrong@');
  expect(await ask(withoutPassword, 'GET kept')).toContain('-NOAUTH');
});

test('when redis is paused, then it answers only after it is resumed', async () => {
  redis = await startRedis({ dir });
  redis.pause();
  let answered = false;
  const answer = ask(redis.url, 'PING').finally(() => {
    answered = true;
  });
  // Nothing must happen meanwhile.
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(answered).toBe(false);
  redis.resume();
  expect(await answer).toContain('+PONG');
});

test('when the port is taken, then the error says so and shows the log', async () => {
  redis = await startRedis({ dir: join(dir, 'first') });
  await expect(startRedis({ dir: join(dir, 'second'), port: redis.port })).rejects.toThrow(
    /redis-server stopped while it was starting[\s\S]*Address already in use[\s\S]*port \d+/,
  );
});
