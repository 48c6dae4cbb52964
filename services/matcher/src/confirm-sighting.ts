import { type Confirmation, type ConfirmRule, confirm, sightingWeight } from '@hadir/domain';
import { defineScript, type Redis } from '@hadir/platform';

export type MatchedSighting = {
  readonly sessionId: string;
  readonly studentId: string;
  readonly frameId: string;
  /** The face's number in the frame. */
  readonly faceNumber: number;
  readonly capturedAt: Date;
  /** What the face is worth, 0 to 1. */
  readonly quality: number;
  /** What the session asks for in place of the deployment's number; null: nothing. */
  readonly requiredSightings?: number | null | undefined;
};

/** Frames may come that much later than they were captured. */
const KEPT_MS = 48 * 60 * 60 * 1000;

/**
 * A sorted set for each person and session: frame ids by capture time, so that a frame delivered twice counts once; and a hash
 * of what each counts for. It adds the frame and answers times and weights within a window on either side. Of each window-long
 * slot it keeps the first and the last frames that count for k together: those between can be neither what confirms a window
 * that reaches into the slot, nor the first or last seen, since the slot confirms itself. So a set holds at most 8k frames for
 * each window of a session, and 2k if they are good, whatever the frame rate. Whom a face was taken for is kept as well: when the
 * frame is done again and the face is now another's, it no longer counts for the former.
 */
const ADD_SIGHTING = `
local frame, at, window, k = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local kept, student, prefix, face, weight = ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9]
local function forget(person, one)
  redis.call('ZREM', prefix .. person, one)
  redis.call('HDEL', prefix .. person .. ':weights', one)
end
local former = redis.call('HGET', KEYS[2], face)
redis.call('HSET', KEYS[2], face, student)
redis.call('PEXPIRE', KEYS[2], kept)
local isSeen = false
for _, seen in ipairs(redis.call('HVALS', KEYS[2])) do
  isSeen = isSeen or seen == former
end
if former and not isSeen then forget(former, frame) end
redis.call('ZADD', KEYS[1], at, frame)
redis.call('HSET', KEYS[3], frame, weight)
redis.call('PEXPIRE', KEYS[1], kept)
redis.call('PEXPIRE', KEYS[3], kept)
local near = redis.call('ZRANGEBYSCORE', KEYS[1], at - window, at + window, 'WITHSCORES')
local answer = {}
for i = 1, #near, 2 do
  answer[#answer + 1] = near[i + 1]
  answer[#answer + 1] = redis.call('HGET', KEYS[3], near[i]) or '1'
end
local opens = at - at % window
local slot = redis.call('ZRANGEBYSCORE', KEYS[1], opens, '(' .. (opens + window))
local function weightOf(i) return tonumber(redis.call('HGET', KEYS[3], slot[i]) or '1') end
local first, sum = 0, 0
while sum < k and first < #slot do
  first = first + 1
  sum = sum + weightOf(first)
end
local last
last, sum = #slot + 1, 0
while sum < k and last > first + 1 do
  last = last - 1
  sum = sum + weightOf(last)
end
if sum >= k then
  for i = first + 1, last - 1 do
    forget(student, slot[i])
  end
end
return answer`;

function sightingsPrefix(sessionId: string): string {
  return `hadir:sightings:${sessionId}:`;
}

/** Where a person's matching sightings in a session are counted, and what each counts for. */
export function sightingsKeys(sessionId: string, studentId: string): readonly [string, string] {
  const own = sightingsPrefix(sessionId) + studentId;
  return [own, `${own}:weights`];
}

export type ConfirmSighting = (sighting: MatchedSighting) => Promise<Confirmation>;

/** Weighs a person's matching sightings over frames, cameras and replicas. May run twice for a frame. */
export function createConfirmSighting(redis: Redis, deploymentRule: ConfirmRule): ConfirmSighting {
  const addSighting = defineScript(redis, 'hadirAddSighting', 3, ADD_SIGHTING);
  return async ({ sessionId, studentId, frameId, faceNumber, capturedAt, quality, requiredSightings }) => {
    const rule = { ...deploymentRule, sightings: requiredSightings ?? deploymentRule.sightings };
    const atMs = capturedAt.getTime();
    const prefix = sightingsPrefix(sessionId);
    const [own, weights] = sightingsKeys(sessionId, studentId);
    const keys = [own, `hadir:seen-as:${sessionId}:${frameId}`, weights];
    const settings = [atMs, rule.windowMs, rule.sightings, KEPT_MS];
    const face = [studentId, prefix, faceNumber, sightingWeight(quality)];
    const answer = await addSighting(keys, [frameId, ...settings, ...face]);
    return confirm(readPairs(answer as string[]), atMs, rule);
  };
}

function readPairs(answer: readonly string[]): { atMs: number; weight: number }[] {
  return answer.flatMap((text, at) =>
    at % 2 === 0 ? [{ atMs: Number(text), weight: Number(answer[at + 1]) }] : [],
  );
}
