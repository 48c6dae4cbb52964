import { type Frame, markEvidenceKey, refusedEvidenceKey, unknownEvidenceKey } from '@hadir/contracts';
import type { ClassSession } from '@hadir/db';
import { defineScript, type ObjectStore, type Redis } from '@hadir/platform';
import type { Face } from '@hadir/vision';
import type { DecidedFace } from './decided-face.ts';
import type { Marks } from './record-sightings.ts';

/** A face that was decided, and the little of it that evidence needs. */
export type EvidentFace = Pick<DecidedFace, 'faceNumber' | 'identification' | 'presence' | 'awaitsLife'> & {
  readonly face: Pick<Face, 'crop'>;
};

/** Keys of the crops that are to be kept, by face number. */
export type Crops = ReadonlyMap<number, string>;

/** One crop for a mark and one for an unknown presentation, whichever replica has the frame. All of it may run twice. */
export type Evidence = {
  /**
   * Crops beside those of marks: one for each unknown presentation, if unknowns are kept, and one for each that is refused, or
   * waits, for want of a sign of life. Faces whose presentation has one already are left out.
   */
  claim(
    frame: Pick<Frame, 'frameId'>,
    session: Pick<ClassSession, 'id'>,
    seen: readonly EvidentFace[],
    options: { readonly keepUnknowns: boolean },
  ): Promise<Crops>;
  /** Keeps the crops of marks whose best sighting is in this frame, and the claimed ones. */
  keep(
    session: Pick<ClassSession, 'id'>,
    seen: readonly EvidentFace[],
    marks: Marks,
    crops: Crops,
  ): Promise<void>;
};

type Deps = { readonly redis: Redis; readonly objects: Pick<ObjectStore, 'put'> };

const KEPT_MS = 48 * 60 * 60 * 1000;

/** Answers the best score of the person in the session, this one included. */
const RAISE_BEST = `
redis.call('ZADD', KEYS[1], 'GT', ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return redis.call('ZSCORE', KEYS[1], ARGV[2])`;

/** Answers whose turn it is: the first that asked, also when it asks again. */
const TAKE_TURN = `
redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
return redis.call('GET', KEYS[1])`;

/** The best score of each person in a session, that of the crop which is kept. */
export function bestKey(sessionId: string): string {
  return `hadir:best:${sessionId}`;
}

export function createEvidence({ redis, objects }: Deps): Evidence {
  const raiseBest = defineScript(redis, 'hadirRaiseBest', 1, RAISE_BEST);
  const takeTurn = defineScript(redis, 'hadirTakeTurn', 1, TAKE_TURN);

  const put = async (key: string, face: Pick<Face, 'crop'>): Promise<void> =>
    objects.put(key, await face.crop(), { contentType: 'image/jpeg' });

  async function keepMark(sessionId: string, { face, identification }: EvidentFace): Promise<void> {
    const { personId, candidate } = identification;
    if (!personId || !candidate) return;
    const best = await raiseBest([bestKey(sessionId)], [candidate.score, personId, KEPT_MS]);
    if (Number(best) <= candidate.score) await put(markEvidenceKey(sessionId, personId), face);
  }

  return {
    async claim({ frameId }, { id: sessionId }, seen, { keepUnknowns }) {
      const crops = new Map<number, string>();
      for (const sighting of seen) {
        const wanted = cropOf(frameId, sessionId, sighting, keepUnknowns);
        if (!wanted) continue;
        const { presentationId } = sighting.presence;
        const turn = [`hadir:crop-turn:${presentationId}:${wanted.kind}`];
        const own = `${frameId}/${sighting.faceNumber}`;
        if ((await takeTurn(turn, [own, KEPT_MS])) === own) crops.set(sighting.faceNumber, wanted.key);
      }
      return crops;
    },
    async keep({ id: sessionId }, seen, marks, crops) {
      for (const sighting of seen) {
        const mark = marks.get(sighting.identification.personId ?? '');
        if (mark && mark.result !== 'refused') await keepMark(sessionId, sighting);
        const key = crops.get(sighting.faceNumber);
        if (key !== undefined) await put(key, sighting.face);
      }
    },
  };
}

/**
 * A poor face is passed over, for a better one of the presentation may follow. What is refused lies with the student whom it was
 * taken for, and goes when they are erased.
 */
function cropOf(
  frameId: string,
  sessionId: string,
  { faceNumber, identification, presence, awaitsLife }: EvidentFace,
  keepUnknowns: boolean,
): { readonly kind: 'refused' | 'unknown'; readonly key: string } | undefined {
  const { personId, candidate, reason } = identification;
  if (candidate && (awaitsLife || reason === 'spoof-suspected')) {
    const key = refusedEvidenceKey(sessionId, candidate.personId, presence.presentationId);
    return { kind: 'refused', key };
  }
  if (!keepUnknowns || personId !== null || reason === 'poor-quality') return undefined;
  return { kind: 'unknown', key: unknownEvidenceKey(sessionId, frameId, faceNumber) };
}
