import { createHash } from 'node:crypto';
import type { Frame } from '@hadir/contracts';
import { defaultTrackRule, type FaceToTrack, trackFaces } from '@hadir/domain';
import { defineScript, type Redis, type RedisScript } from '@hadir/platform';
import { z } from 'zod';

/** Answers the presentation of each face, in their order. May run twice for a frame: it then answers the same. */
export type TrackPresentations = (
  frame: Pick<Frame, 'frameId' | 'deviceId' | 'capturedAt'>,
  sessionId: string,
  faces: readonly FaceToTrack[],
) => Promise<readonly string[]>;

/** Longer than a presentation, and than the attempts at a frame take. */
const KEPT_MS = 60 * 60 * 1000;
/** Each round one of those that take frames of the same device gets on. */
const MAX_ROUNDS = 100;

const Tracks = z.array(
  z.object({
    id: z.string(),
    personId: z.string().nullable(),
    seen: z.array(
      z.object({
        atMs: z.number(),
        box: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
      }),
    ),
  }),
);
const Ids = z.array(z.string());

/** Answers the frame's presentations if it was tracked before, else the device's tracks and their version. */
const READ_TRACKS = `
local done = redis.call('GET', KEYS[2])
if done then return {done} end
return {'', redis.call('HGET', KEYS[1], 'version') or '0', redis.call('HGET', KEYS[1], 'tracks') or '[]'}`;

/** Keeps the tracks unless others were kept meanwhile. Answers the frame's presentations, whoever tracked it, or nothing. */
const KEEP_TRACKS = `
local done = redis.call('GET', KEYS[2])
if done then return done end
if (redis.call('HGET', KEYS[1], 'version') or '0') ~= ARGV[1] then return false end
redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('HSET', KEYS[1], 'tracks', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
return ARGV[3]`;

/** Tracks faces over the frames of one device, whichever replica takes them and in whatever order. Keeps boxes and ids alone. */
export function createTrackPresentations(redis: Redis): TrackPresentations {
  const scripts = {
    read: defineScript(redis, 'hadirReadTracks', 2, READ_TRACKS),
    keep: defineScript(redis, 'hadirKeepTracks', 2, KEEP_TRACKS),
  };
  return async (frame, sessionId, faces) => {
    if (faces.length === 0) return [];
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const ids = await trackOnce(scripts, frame, sessionId, faces);
      if (ids) return ids;
    }
    throw new Error('the tracks of the device keep changing');
  };
}

type Scripts = { readonly read: RedisScript; readonly keep: RedisScript };

/** Undefined when another frame of the device was tracked meanwhile. */
async function trackOnce(
  { read, keep }: Scripts,
  { frameId, deviceId, capturedAt }: Parameters<TrackPresentations>[0],
  sessionId: string,
  faces: readonly FaceToTrack[],
): Promise<readonly string[] | undefined> {
  const keys = [`hadir:tracks:${sessionId}:${deviceId}`, `hadir:tracked:${frameId}`];
  const [done, version, text] = z.array(z.string()).parse(await read(keys, []));
  if (done) return idsOf(done, frameId, faces);
  const { ids, tracks } = trackFaces(
    Tracks.parse(JSON.parse(text ?? '[]')),
    faces.map(({ box, personId }) => ({ box: whole(box), personId })),
    Date.parse(capturedAt),
    (index) => presentationId(frameId, index),
    defaultTrackRule,
  );
  const kept = await keep(keys, [version ?? '0', JSON.stringify(tracks), JSON.stringify(ids), KEPT_MS]);
  return kept === null ? undefined : idsOf(String(kept), frameId, faces);
}

/** Another version of the engine may find more faces in a frame that was tracked before. */
function idsOf(text: string, frameId: string, faces: readonly unknown[]): readonly string[] {
  const ids = Ids.parse(JSON.parse(text));
  return faces.map((_, index) => ids[index] ?? presentationId(frameId, index));
}

/** How many of a frame's faces are the first of their presentation. */
export function presentationsBegun(
  { frameId }: Pick<Frame, 'frameId'>,
  seen: readonly { readonly presence: { readonly presentationId: string } }[],
): number {
  return seen.filter(({ presence }, index) => presence.presentationId === presentationId(frameId, index))
    .length;
}

/** Of the presentation that a face begins, if it does: a UUID that is the same whenever the frame is taken. */
function presentationId(frameId: string, index: number): string {
  const hex = createHash('sha256').update(`${frameId}/${index}`).digest('hex');
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

function whole({ x, y, width, height }: FaceToTrack['box']): FaceToTrack['box'] {
  return { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) };
}
