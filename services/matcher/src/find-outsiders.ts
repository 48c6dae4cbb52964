import type { Frame, SiteSettings } from '@hadir/contracts';
import { CAMPUS, type ClassSession, type Outsider } from '@hadir/db';
import type { MatchRule } from '@hadir/domain';
import { defineScript, type Log, type Redis } from '@hadir/platform';
import type { Gallery } from '@hadir/vision';
import type { DecidedFace } from './decided-face.ts';
import type { GalleryCache } from './gallery-cache.ts';
import { decideFaces } from './identify-faces.ts';

export type FindOutsidersDeps = {
  readonly galleries: Pick<GalleryCache<Gallery>, 'withGallery'>;
  readonly ruleFor: (session: ClassSession) => Promise<MatchRule>;
  readonly outsiderTurn: OutsiderTurn;
  readonly log: Log;
};

/** Whether a face of the presentation may still be looked up; the same face always gets the same answer. */
export type OutsiderTurn = (presentationId: string, face: string) => Promise<boolean>;

/** Half of what a face can be worth: a poor one is like many people among all of them. */
const LEAST_QUALITY = 0.5;
/** Looked up for each presentation: the campus is searched for people, not for every frame of them. */
const MOST_LOOKUPS = 3;
const KEPT_MS = 48 * 3_600_000;

/** Takes one of the turns of a presentation, also when it asks again. */
const TAKE_ONE = `
if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 1 then return 1 end
if redis.call('SCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('SADD', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`;

export function createOutsiderTurn(redis: Redis): OutsiderTurn {
  const takeOne = defineScript(redis, 'hadirTakeOutsiderTurn', 1, TAKE_ONE);
  return async (presentationId, face) =>
    Number(await takeOne([`hadir:outsider:${presentationId}`], [face, MOST_LOOKUPS, KEPT_MS])) === 1;
}

/**
 * Who the unknown faces of a session with a roster are among everybody who is enrolled, where the site wants to know. It is told to
 * staff and marks nobody. A campus that cannot be searched now leaves the faces unknown.
 */
export async function findOutsiders(
  deps: FindOutsidersDeps,
  frame: Pick<Frame, 'frameId'>,
  session: ClassSession,
  seen: readonly DecidedFace[],
  { reviewOutsiders }: Pick<SiteSettings, 'reviewOutsiders'>,
): Promise<Outsider[]> {
  if (!reviewOutsiders || session.scope === 'campus') return [];
  const wanted: DecidedFace[] = [];
  for (const face of seen) if (await isWanted(deps, frame, face)) wanted.push(face);
  if (wanted.length === 0) return [];
  try {
    return await lookUp(deps, session, wanted);
  } catch (error) {
    deps.log.warn('campus not searched', { frameId: frame.frameId, error });
    return [];
  }
}

async function isWanted(
  { outsiderTurn }: FindOutsidersDeps,
  { frameId }: Pick<Frame, 'frameId'>,
  { faceNumber, face, identification, presence }: DecidedFace,
): Promise<boolean> {
  const { personId, reason } = identification;
  if (personId !== null || reason === 'poor-quality' || reason === 'spoof-suspected') return false;
  if (face.quality.score < LEAST_QUALITY) return false;
  return outsiderTurn(presence.presentationId, `${frameId}/${faceNumber}`);
}

async function lookUp(
  { galleries, ruleFor }: FindOutsidersDeps,
  session: ClassSession,
  wanted: readonly DecidedFace[],
): Promise<Outsider[]> {
  const rule = await ruleFor({ ...session, scope: 'campus' });
  const found = await galleries.withGallery(CAMPUS, async (gallery) => {
    const searched: (typeof wanted)[number][] = [];
    for (const one of wanted) searched.push({ ...one, search: await gallery.search(one.face.templates) });
    return searched;
  });
  return decideFaces(found, rule).flatMap(({ personId, candidate }, at) => {
    const presentationId = found[at]?.presence.presentationId;
    if (personId === null || !candidate || !presentationId) return [];
    return [{ presentationId, studentId: personId, score: candidate.score }];
  });
}
