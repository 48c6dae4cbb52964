import { onRedis } from './dependency.ts';
import type { Redis } from './redis.ts';

export type Entry = {
  readonly type: string;
  /** By which the entry is removed: a field, a member, an entry's number; of a string nothing. */
  readonly id: string;
  /** Field and value, or member, or what a string holds. */
  readonly text: string;
};

const PAGE = 500;
/** Longer strings are images. */
const LONGEST_TEXT = 256 * 1024;

/** Pages of keys. Those that are there all the time are met at least once; a key may come twice. */
export async function* scanKeys(redis: Redis, pattern: string): AsyncGenerator<readonly string[]> {
  let cursor = '0';
  do {
    const [next, keys] = await onRedis(() => redis.scan(cursor, 'MATCH', pattern, 'COUNT', PAGE));
    yield keys;
    cursor = next;
  } while (cursor !== '0');
}

/** Everything that a key holds, read in pages; nothing when it has gone. */
export async function* entriesOf(redis: Redis, key: string): AsyncGenerator<Entry> {
  const type = await onRedis(() => redis.type(key));
  if (type === 'string') yield* ofString(redis, key);
  else if (type === 'list') yield* ofList(redis, key);
  else if (type === 'stream') yield* ofStream(redis, key);
  else if (type === 'hash') yield* ofPairs('hash', (cursor) => redis.hscan(key, cursor, 'COUNT', PAGE));
  else if (type === 'zset') yield* ofPairs('zset', (cursor) => redis.zscan(key, cursor, 'COUNT', PAGE));
  else if (type === 'set') yield* ofSet(redis, key);
}

async function* ofString(redis: Redis, key: string): AsyncGenerator<Entry> {
  if ((await onRedis(() => redis.strlen(key))) > LONGEST_TEXT) return;
  const text = await onRedis(() => redis.get(key));
  if (text !== null) yield { type: 'string', id: '', text };
}

async function* ofList(redis: Redis, key: string): AsyncGenerator<Entry> {
  for (let from = 0; ; from += PAGE) {
    const items = await onRedis(() => redis.lrange(key, from, from + PAGE - 1));
    for (const text of items) yield { type: 'list', id: text, text };
    if (items.length < PAGE) return;
  }
}

async function* ofStream(redis: Redis, key: string): AsyncGenerator<Entry> {
  let from = '-';
  for (;;) {
    const entries = await onRedis(() => redis.xrange(key, from, '+', 'COUNT', PAGE));
    for (const [id, fields] of entries) yield { type: 'stream', id, text: fields.join(' ') };
    const last = entries.at(-1)?.[0];
    if (entries.length < PAGE || last === undefined) return;
    from = `(${last}`;
  }
}

type Scan = (cursor: string) => Promise<[string, string[]]>;

async function* ofPairs(type: 'hash' | 'zset', scan: Scan): AsyncGenerator<Entry> {
  let cursor = '0';
  do {
    const [next, pairs] = await onRedis(() => scan(cursor));
    for (let at = 0; at < pairs.length; at += 2) {
      const [id = '', value = ''] = pairs.slice(at, at + 2);
      yield { type, id, text: `${id} ${value}` };
    }
    cursor = next;
  } while (cursor !== '0');
}

async function* ofSet(redis: Redis, key: string): AsyncGenerator<Entry> {
  let cursor = '0';
  do {
    const [next, members] = await onRedis(() => redis.sscan(key, cursor, 'COUNT', PAGE));
    for (const text of members) yield { type: 'set', id: text, text };
    cursor = next;
  } while (cursor !== '0');
}
