import { jobs } from '@hadir/contracts';
import { onRedis } from './dependency.ts';
import { QUEUE_PREFIX } from './queue.ts';
import type { Redis } from './redis.ts';
import { type Entry, entriesOf, scanKeys } from './scan-redis.ts';

/** Something in Redis that names what was looked for. */
export type RedisTrace = { readonly key: string; readonly where: 'key' | 'value' };

/**
 * `started`: Redis writes its append-only file anew, without what was deleted. `off`: it keeps none. `refused`: it may not be asked, as
 * with many managed ones; `busy`: it is about one that may still hold what was deleted, and must be asked again.
 */
export type Rewrite = 'started' | 'busy' | 'off' | 'refused';

export type PersonTraces = {
  /**
   * Every key of ours that names one of the texts, or whose value does; the bytes of frames are images, and not looked at.
   * At most 1000.
   */
  find(texts: readonly string[]): Promise<readonly RedisTrace[]>;
  /** Deletes what names the person, but for jobs, which end by themselves; answers how many entries. Safe to repeat. */
  forget(personId: string): Promise<number>;
  rewriteAppendOnlyFile(): Promise<Rewrite>;
};

const MOST_TRACES = 1000;
const PATTERN = `${QUEUE_PREFIX}:*`;
const QUEUES = Object.values(jobs).map(({ queue }) => `${QUEUE_PREFIX}:${queue}`);
/** An image for each frame, and its checksum: there are many, and no text in them. */
const NAMELESS = [`${QUEUE_PREFIX}:frame-bytes:`, `${QUEUE_PREFIX}:frame-sha:`];

/** What Redis knows of a person. Every function throws DependencyUnavailable('redis'). */
export function createPersonTraces(redis: Redis): PersonTraces {
  return {
    async find(texts) {
      const found: RedisTrace[] = [];
      for await (const keys of scanKeys(redis, PATTERN)) {
        const looked = await Promise.all(keys.map((key) => lookAt(redis, key, texts)));
        found.push(...looked.flat());
        if (found.length >= MOST_TRACES) break;
      }
      return found.slice(0, MOST_TRACES);
    },
    async forget(personId) {
      let forgotten = 0;
      for await (const keys of scanKeys(redis, PATTERN)) {
        const went = await Promise.all(keys.map((key) => forgetKey(redis, key, personId)));
        forgotten = went.reduce((sum, one) => sum + one, forgotten);
      }
      return forgotten;
    },
    rewriteAppendOnlyFile: () => onRedis(() => rewrite(redis)),
  };
}

async function lookAt(redis: Redis, key: string, texts: readonly string[]): Promise<RedisTrace[]> {
  if (texts.some((text) => key.includes(text))) return [{ key, where: 'key' }];
  if (NAMELESS.some((prefix) => key.startsWith(prefix))) return [];
  return (await namesAny(redis, key, texts)) ? [{ key, where: 'value' }] : [];
}

async function namesAny(redis: Redis, key: string, texts: readonly string[]): Promise<boolean> {
  for await (const { text } of entriesOf(redis, key)) {
    if (texts.some((wanted) => text.includes(wanted))) return true;
  }
  return false;
}

async function forgetKey(redis: Redis, key: string, personId: string): Promise<number> {
  if ([...QUEUES, ...NAMELESS].some((prefix) => key.startsWith(prefix))) return 0;
  if (key.includes(personId)) return onRedis(() => redis.del(key));
  return forgetIn(redis, key, personId);
}

async function forgetIn(redis: Redis, key: string, personId: string): Promise<number> {
  const found: Entry[] = [];
  for await (const entry of entriesOf(redis, key)) {
    if (entry.text.includes(personId)) found.push(entry);
  }
  for (const entry of found) await onRedis(() => remove(redis, key, entry));
  return found.length;
}

function remove(redis: Redis, key: string, { type, id }: Entry): Promise<unknown> {
  if (type === 'list') return redis.lrem(key, 0, id);
  if (type === 'hash') return redis.hdel(key, id);
  if (type === 'set') return redis.srem(key, id);
  if (type === 'zset') return redis.zrem(key, id);
  if (type === 'stream') return redis.xdel(key, id);
  return redis.del(key);
}

async function rewrite(redis: Redis): Promise<Rewrite> {
  try {
    const facts = await redis.info('persistence');
    if (!/^aof_enabled:1/m.test(facts)) return 'off';
    await redis.bgrewriteaof();
    return 'started';
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    if (/already in progress/i.test(said)) return 'busy';
    if (/unknown command|not allowed|NOPERM|disabled|renamed/i.test(said)) return 'refused';
    throw error;
  }
}
