import { jobs } from '@hadir/contracts';
import { createBatch } from './batch.ts';
import { defineScript } from './define-script.ts';
import { onRedis } from './dependency.ts';
import { keepLua, putLua, reconcileLua, removeLua, restoreLua } from './frame-store-scripts.ts';
import { QUEUE_PREFIX } from './queue.ts';
import type { Redis } from './redis.ts';

/**
 * `stored`: new, bytes kept. `same`: these bytes are here already. `done`: these bytes were here and their frame was
 * finished. `different`: the id is taken by other bytes.
 */
export type PutResult = 'stored' | 'same' | 'done' | 'different';

export type FrameStore = {
  /** Atomic. `sha256` identifies the bytes and is remembered for 25 h, longer than a frame may be old. */
  put(frameId: string, bytes: Buffer, sha256: string): Promise<PutResult>;
  get(frameId: string): Promise<Buffer | undefined>;
  /** Call when the frame's job is completed, not before: bytes that are gone before that count as expired. */
  remove(frameId: string): Promise<void>;
  /**
   * Call when the frame became a dead letter: its time to live starts again, and its bytes no longer count as backlog. When
   * dead letters then have more bytes than they may, the oldest lose theirs; answers the ids of those.
   */
  keep(frameId: string): Promise<{ readonly dropped: readonly string[] }>;
  /** Call before a dead letter is put back: its bytes count as backlog again. False when they are gone. */
  restore(frameId: string): Promise<boolean>;
  /** Bytes of the frames that wait for the matcher or are in its hands. */
  backlogBytes(): Promise<number>;
  /** Bytes of the frames that are dead letters. */
  deadBytes(): Promise<number>;
  /** Finds bytes that expired or that belong to no job. O(frames kept), in small steps; call it about once a minute from anywhere. */
  reconcile(): Promise<Reconciled>;
};

export type Reconciled = {
  /** As `backlogBytes` tells. */
  readonly bytes: number;
  /** Frames whose time to live ran out. */
  readonly expired: number;
  /** Frames whose job never was, or is no longer, and whose bytes were therefore deleted. */
  readonly orphaned: number;
};

type FrameBytes = { readonly frameId: string; readonly bytes: Buffer; readonly sha256: string };

/** Older frames are refused before they come here (24 h, and 5 minutes of clock error). */
const SHA_TTL_SECONDS = 25 * 3600;
/** Only a net: the matcher removes bytes when it is done, and a dead letter starts the time anew. */
const BYTES_TTL_SECONDS = 72 * 3600;

/** A script holds up Redis while it runs, and a frame may have a megabyte. */
const MAX_BATCH = 16;

/** Much longer than ingest takes from storing bytes to queueing their job. */
const ORPHAN_SECONDS = 5 * 60;
/** As much again as ingest admits by default: a day of outages stays, and Redis stays well under its memory. */
const MAX_DEAD_BYTES = 256 * 1024 * 1024;
/** Frames looked at in one step of reconciling, about a millisecond. */
const PAGE = 200;

const SIZES_KEY = 'hadir:frame-sizes';
const TOTAL_KEY = 'hadir:frame-bytes-total';
const DEAD_SIZES_KEY = 'hadir:dead-frame-sizes';
const DEAD_TOTAL_KEY = 'hadir:dead-frame-bytes-total';
const DEAD_ORDER_KEY = 'hadir:dead-frames';
const ACCOUNTS = [SIZES_KEY, TOTAL_KEY, DEAD_SIZES_KEY, DEAD_TOTAL_KEY, DEAD_ORDER_KEY];
const BYTES_PREFIX = 'hadir:frame-bytes:';
const SHA_PREFIX = 'hadir:frame-sha:';
const JOB_PREFIX = `${QUEUE_PREFIX}:${jobs.identifyFrame.queue}:`;

/** Frame bytes in Redis, from ingest's 202 until the matcher is done. Every function throws DependencyUnavailable('redis'). */
export function createFrameStore(redis: Redis, { maxDeadBytes = MAX_DEAD_BYTES } = {}): FrameStore {
  const remove = defineScript(redis, 'hadirRemoveFrame', ACCOUNTS.length, removeLua);
  const keep = defineScript(redis, 'hadirKeepFrame', ACCOUNTS.length, keepLua);
  const restore = defineScript(redis, 'hadirRestoreFrame', ACCOUNTS.length, restoreLua);
  const bytesIn = async (total: string) => Number((await onRedis(() => redis.get(total))) ?? 0);
  const store: Omit<FrameStore, 'reconcile'> = {
    put: createPut(redis),
    async get(frameId) {
      const bytes = await onRedis(() => redis.getBuffer(BYTES_PREFIX + frameId));
      return bytes ?? undefined;
    },
    async remove(frameId) {
      await remove(ACCOUNTS, [frameId, BYTES_PREFIX]);
    },
    async keep(frameId) {
      const dropped = await keep(ACCOUNTS, [frameId, BYTES_PREFIX, BYTES_TTL_SECONDS, maxDeadBytes]);
      return { dropped: dropped as string[] };
    },
    restore: async (frameId) => (await restore(ACCOUNTS, [frameId, BYTES_PREFIX])) === 1,
    backlogBytes: () => bytesIn(TOTAL_KEY),
    deadBytes: () => bytesIn(DEAD_TOTAL_KEY),
  };
  return { ...store, reconcile: createReconcile(redis, store) };
}

function createPut(redis: Redis): FrameStore['put'] {
  const putMany = defineScript(redis, 'hadirPutFrames', 2, putLua);
  const put = createBatch(async (frames: readonly FrameBytes[]) => {
    const args = frames.flatMap(({ frameId, bytes, sha256 }) => [frameId, bytes, sha256]);
    const settings = [BYTES_PREFIX, SHA_PREFIX, BYTES_TTL_SECONDS, SHA_TTL_SECONDS];
    return (await putMany([SIZES_KEY, TOTAL_KEY], [...settings, ...args])) as PutResult[];
  }, MAX_BATCH);
  return (frameId, bytes, sha256) => put({ frameId, bytes, sha256 });
}

function createReconcile(
  redis: Redis,
  { keep, backlogBytes }: Pick<FrameStore, 'keep' | 'backlogBytes'>,
): FrameStore['reconcile'] {
  const reconcile = defineScript(redis, 'hadirReconcileFrames', ACCOUNTS.length, reconcileLua);
  const settings = [
    BYTES_PREFIX,
    SHA_PREFIX,
    JOB_PREFIX,
    `${JOB_PREFIX}failed`,
    BYTES_TTL_SECONDS - ORPHAN_SECONDS,
  ];

  return async () => {
    const found = { expired: 0, orphaned: 0 };
    for (const sizes of [SIZES_KEY, DEAD_SIZES_KEY]) {
      let cursor = '0';
      do {
        const [next, entries] = await onRedis(() => redis.hscan(sizes, cursor, 'COUNT', PAGE));
        cursor = next;
        const ids = entries.filter((_, at) => at % 2 === 0);
        const page = await reconcile(ACCOUNTS, [...settings, ...ids]);
        const [expired, orphaned, dead] = page as [number, number, string[]];
        found.expired += expired;
        found.orphaned += orphaned;
        // Their matcher died before it could say so.
        for (const frameId of dead) await keep(frameId);
      } while (cursor !== '0');
    }
    return { ...found, bytes: await backlogBytes() };
  };
}
