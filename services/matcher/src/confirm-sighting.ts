import { type Confirmation, type ConfirmRule, confirm } from '@hadir/domain';
import { defineScript, type Redis } from '@hadir/platform';

export type MatchedSighting = {
  readonly sessionId: string;
  readonly studentId: string;
  readonly frameId: string;
  /** The face's number in the frame. */
  readonly faceNumber: number;
  readonly capturedAt: Date;
};

/** Frames may come that much later than they were captured. */
const KEPT_MS = 48 * 60 * 60 * 1000;

/**
 * A sorted set for each person and session: frame ids by capture time, so that a frame delivered twice counts once. It adds the
 * frame and answers the capture times within a window on either side. Of each window-long slot it keeps the first and the
 * last k frames only: those between can be neither the k-th of a window that reaches into the slot, nor the first or last seen,
 * since the slot confirms itself. So a set holds at most 2k frames for each window of a session, whatever the frame rate.
 * Whom a face was taken for is kept as well: when the frame is done again and the face is now another's, it no longer counts
 * for the former.
 */
const ADD_SIGHTING = `
local former = redis.call('HGET', KEYS[2], ARGV[8])
redis.call('HSET', KEYS[2], ARGV[8], ARGV[6])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
local isSeen = false
for _, student in ipairs(redis.call('HVALS', KEYS[2])) do
  isSeen = isSeen or student == former
end
if former and not isSeen then redis.call('ZREM', ARGV[7] .. former, ARGV[1]) end
local frame, at, window, k = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
redis.call('ZADD', KEYS[1], at, frame)
redis.call('PEXPIRE', KEYS[1], ARGV[5])
local near = redis.call('ZRANGEBYSCORE', KEYS[1], at - window, at + window, 'WITHSCORES')
local opens = at - at % window
local slot = redis.call('ZRANGEBYSCORE', KEYS[1], opens, '(' .. (opens + window))
for i = k + 1, #slot - k do
  redis.call('ZREM', KEYS[1], slot[i])
end
local times = {}
for i = 2, #near, 2 do
  times[#times + 1] = near[i]
end
return times`;

export type ConfirmSighting = (sighting: MatchedSighting) => Promise<Confirmation>;

/** Counts a person's matching sightings over frames, cameras and replicas. May run twice for a frame. */
export function createConfirmSighting(redis: Redis, rule: ConfirmRule): ConfirmSighting {
  const addSighting = defineScript(redis, 'hadirAddSighting', 2, ADD_SIGHTING);
  return async ({ sessionId, studentId, frameId, faceNumber, capturedAt }) => {
    const atMs = capturedAt.getTime();
    const prefix = `hadir:sightings:${sessionId}:`;
    const keys = [prefix + studentId, `hadir:seen-as:${sessionId}:${frameId}`];
    const settings = [atMs, rule.windowMs, rule.sightings, KEPT_MS];
    const times = await addSighting(keys, [frameId, ...settings, studentId, prefix, faceNumber]);
    return confirm((times as string[]).map(Number), atMs, rule);
  };
}
