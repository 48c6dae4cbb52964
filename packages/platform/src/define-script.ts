import { onRedis } from './dependency.ts';
import type { Redis } from './redis.ts';

type Argument = string | number | Buffer;

export type RedisScript = (keys: readonly string[], args: readonly Argument[]) => Promise<unknown>;

/**
 * Registers a Lua script on the client: it runs atomically, is sent once and then called by its SHA-1.
 * The returned function throws DependencyUnavailable('redis') while Redis is away.
 */
export function defineScript(redis: Redis, name: string, numberOfKeys: number, lua: string): RedisScript {
  redis.defineCommand(name, { numberOfKeys, lua });
  const command = (redis as unknown as Record<string, (...args: Argument[]) => Promise<unknown>>)[name];
  if (!command) throw new Error(`script ${name} was not defined`);
  return (keys, args) => onRedis(() => command.call(redis, ...keys, ...args));
}
