import { createBatch } from './batch.ts';
import { defineScript } from './define-script.ts';
import { onRedis } from './dependency.ts';
import { putLua, reconcileLua, removeLua } from './frame-store-scripts.ts';
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
  /** Starts the time to live again, for a frame that became a dead letter. */
  keep(frameId: string): Promise<void>;
  /** Bytes of all frames kept now. */
  backlogBytes(): Promise<number>;
  /** Corrects the account for bytes that expired. O(frames kept); call it about once a minute from anywhere. */
  reconcile(): Promise<{ readonly bytes: number; readonly expired: number }>;
};

type FrameBytes = { readonly frameId: string; readonly bytes: Buffer; readonly sha256: string };

/** Older frames are refused before they come here (24 h, and 5 minutes of clock error). */
const SHA_TTL_SECONDS = 25 * 3600;
/** Only a net: the matcher removes bytes when it is done, and a dead letter starts the time anew. */
const BYTES_TTL_SECONDS = 72 * 3600;

/** A script holds up Redis while it runs, and a frame may have a megabyte. */
const MAX_BATCH = 16;

const SIZES_KEY = 'hadir:frame-sizes';
const TOTAL_KEY = 'hadir:frame-bytes-total';
const BYTES_PREFIX = 'hadir:frame-bytes:';
const SHA_PREFIX = 'hadir:frame-sha:';

/** Frame bytes in Redis, from ingest's 202 until the matcher is done. Every function throws DependencyUnavailable('redis'). */
export function createFrameStore(redis: Redis): FrameStore {
  const putMany = defineScript(redis, 'hadirPutFrames', 2, putLua);
  const put = createBatch(async (frames: readonly FrameBytes[]) => {
    const args = frames.flatMap(({ frameId, bytes, sha256 }) => [frameId, bytes, sha256]);
    const settings = [BYTES_PREFIX, SHA_PREFIX, BYTES_TTL_SECONDS, SHA_TTL_SECONDS];
    return (await putMany([SIZES_KEY, TOTAL_KEY], [...settings, ...args])) as PutResult[];
  }, MAX_BATCH);
  const remove = defineScript(redis, 'hadirRemoveFrame', 3, removeLua);
  const reconcile = defineScript(redis, 'hadirReconcileFrames', 2, reconcileLua);
  return {
    put: (frameId, bytes, sha256) => put({ frameId, bytes, sha256 }),
    async get(frameId) {
      const bytes = await onRedis(() => redis.getBuffer(BYTES_PREFIX + frameId));
      return bytes ?? undefined;
    },
    async remove(frameId) {
      await remove([BYTES_PREFIX + frameId, SIZES_KEY, TOTAL_KEY], [frameId]);
    },
    async keep(frameId) {
      await onRedis(() => redis.expire(BYTES_PREFIX + frameId, BYTES_TTL_SECONDS));
    },
    async backlogBytes() {
      return Number((await onRedis(() => redis.get(TOTAL_KEY))) ?? 0);
    },
    async reconcile() {
      const [bytes, expired] = (await reconcile([SIZES_KEY, TOTAL_KEY], [BYTES_PREFIX])) as [number, number];
      return { bytes, expired };
    },
  };
}
