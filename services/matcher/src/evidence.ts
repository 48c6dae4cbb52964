import { type Frame, markEvidenceKey, unknownEvidenceKey } from '@hadir/contracts';
import type { ClassSession } from '@hadir/db';
import { defineScript, type ObjectStore, type Redis } from '@hadir/platform';
import type { Face } from '@hadir/vision';
import type { SeenFace } from './identify-faces.ts';
import type { Marks } from './record-sightings.ts';

/** A face that was decided, and the little of it that evidence needs. */
export type EvidentFace = Omit<SeenFace, 'face'> & { readonly face: Pick<Face, 'box' | 'crop'> };

/** The face of an unknown person that is to be kept, and under which key. */
export type UnknownCrop = { readonly faceNumber: number; readonly key: string };

/** One crop for a mark and one for an unknown presentation, whichever replica has the frame. All of it may run twice. */
export type Evidence = {
  /** Undefined when nobody is unknown, another frame of the device has the turn, or unknowns are not kept. */
  claimUnknown(
    frame: Frame,
    session: Pick<ClassSession, 'id'>,
    seen: readonly EvidentFace[],
  ): Promise<UnknownCrop | undefined>;
  /** Keeps the crops of marks whose best sighting is in this frame, and the claimed one. */
  keep(
    session: Pick<ClassSession, 'id'>,
    seen: readonly EvidentFace[],
    marks: Marks,
    unknown: UnknownCrop | undefined,
  ): Promise<void>;
};

type Deps = { readonly redis: Redis; readonly objects: Pick<ObjectStore, 'put'> };

const KEPT_MS = 48 * 60 * 60 * 1000;
/** Short enough to show everyone who comes to the door, long enough not to film them. */
const UNKNOWN_EVERY_MS = 10_000;

/** Answers the best score of the person in the session, this one included. */
const RAISE_BEST = `
redis.call('ZADD', KEYS[1], 'GT', ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return redis.call('ZSCORE', KEYS[1], ARGV[2])`;

/** Answers whose turn it is: the first that asked, also when it asks again. */
const TAKE_TURN = `
redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
return redis.call('GET', KEYS[1])`;

/** `keepUnknowns` is false unless a deployment wants it: whoever declined to be enrolled is an unknown too. */
export function createEvidence(
  { redis, objects }: Deps,
  { keepUnknowns }: { readonly keepUnknowns: boolean },
): Evidence {
  const raiseBest = defineScript(redis, 'hadirRaiseBest', 1, RAISE_BEST);
  const takeTurn = defineScript(redis, 'hadirTakeTurn', 1, TAKE_TURN);

  const put = async (key: string, face: Pick<Face, 'crop'>): Promise<void> =>
    objects.put(key, await face.crop(), { contentType: 'image/jpeg' });

  async function keepMark(sessionId: string, { face, identification }: EvidentFace): Promise<void> {
    const { personId, candidate } = identification;
    if (!personId || !candidate) return;
    const best = await raiseBest([`hadir:best:${sessionId}`], [candidate.score, personId, KEPT_MS]);
    if (Number(best) <= candidate.score) await put(markEvidenceKey(sessionId, personId), face);
  }

  return {
    async claimUnknown({ frameId, deviceId, capturedAt }, { id: sessionId }, seen) {
      const unknown = keepUnknowns ? largestUnknown(seen) : undefined;
      if (!unknown) return undefined;
      const turn = Math.floor(Date.parse(capturedAt) / UNKNOWN_EVERY_MS);
      const taker = await takeTurn([`hadir:unknown-crop:${deviceId}:${turn}`], [frameId, KEPT_MS]);
      if (taker !== frameId) return undefined;
      const { faceNumber } = unknown;
      return { faceNumber, key: unknownEvidenceKey(sessionId, frameId, faceNumber) };
    },
    async keep({ id: sessionId }, seen, marks, unknown) {
      for (const sighting of seen) {
        const mark = marks.get(sighting.identification.personId ?? '');
        if (mark && mark.result !== 'refused') await keepMark(sessionId, sighting);
        if (unknown?.faceNumber === sighting.faceNumber) await put(unknown.key, sighting.face);
      }
    },
  };
}

function largestUnknown(seen: readonly EvidentFace[]): EvidentFace | undefined {
  const unknowns = seen.filter(({ identification }) => identification.personId === null);
  return unknowns.toSorted((a, b) => b.face.box.width - a.face.box.width)[0];
}
