import type { DroppedReason, FaceOutcome, Frame, FrameOutcome } from '@hadir/contracts';
import { CAMPUS, type ClassSession, type Database } from '@hadir/db';
import type { MatchRule } from '@hadir/domain';
import { FatalJobError, type FrameStore, type Log, type Outcomes } from '@hadir/platform';
import { BadImage, type Face, type FaceEngine, type Gallery } from '@hadir/vision';
import { confirmMatches } from './confirm-matches.ts';
import type { ConfirmSighting } from './confirm-sighting.ts';
import type { CountExpressions } from './count-expressions.ts';
import { type DecideDeps, decideFrame } from './decide-frame.ts';
import type { Evidence } from './evidence.ts';
import { type FindOutsidersDeps, findOutsiders } from './find-outsiders.ts';
import type { GalleryCache } from './gallery-cache.ts';
import { groupUnknowns } from './group-unknowns.ts';
import { searchFaces } from './identify-faces.ts';
import type { MatcherMetrics } from './matcher-metrics.ts';
import { faceOutcomes, recordSightings } from './record-sightings.ts';
import type { ReadSiteSettings } from './site-settings.ts';
import type { TellReviews } from './tell-reviews.ts';
import { presentationsBegun } from './track-presentation.ts';
import type { UnknownGroups } from './unknown-groups.ts';
import type { WarnOfBlindness } from './warn-of-blindness.ts';

export type IdentifyFrameDeps = DecideDeps &
  FindOutsidersDeps & {
    readonly sessions: Pick<Database['sessions'], 'openAt'>;
    readonly attendance: Pick<Database['attendance'], 'recordFrame'>;
    readonly frames: Pick<FrameStore, 'get'>;
    readonly engine: Pick<FaceEngine, 'extract' | 'name' | 'parts'>;
    readonly galleries: Pick<GalleryCache<Gallery>, 'withGallery'>;
    readonly siteSettings: ReadSiteSettings;
    /** The rule for a session's faces, as its site has set it. */
    readonly ruleFor: (session: ClassSession) => Promise<MatchRule>;
    readonly confirmSighting: ConfirmSighting;
    readonly unknownGroups: UnknownGroups;
    readonly evidence: Evidence;
    readonly countExpressions: CountExpressions;
    readonly warnOfBlindness: WarnOfBlindness;
    /** Asks a device for frames in quick succession. */
    readonly requestBurst: (deviceId: string) => Promise<unknown>;
    readonly tellReviews: TellReviews;
    readonly outcomes: Pick<Outcomes, 'publish'>;
    readonly metrics: MatcherMetrics;
    readonly log: Log;
  };

/** More than anyone can tell apart in one VGA or SVGA frame, and no more than an outcome holds. */
const MAX_FACES = 32;

/** From a frame to attendance records. May run twice for a frame: it then writes nothing twice. */
export async function identifyFrame(deps: IdentifyFrameDeps, frame: Frame): Promise<void> {
  const { metrics, evidence } = deps;
  const session = await metrics.timed('session', () => findSession(deps, frame));
  if (typeof session === 'string') return drop(deps, frame, session);
  const bytes = await metrics.timed('fetch', () => fetchBytes(deps, frame, session));
  const faces = await metrics.timed('extract', () => extractFaces(deps, frame, session, bytes));
  if (faces.length === 0) return drop(deps, frame, 'no-face', session);
  const [settings, rule] = await Promise.all([deps.siteSettings(), deps.ruleFor(session)]);
  const found = await metrics.timed('search', () => searchGallery(deps, session, faces));
  const seen = await metrics.timed('judge', () =>
    decideFrame(deps, { frame, session, bytes, found, rule, settings }),
  );
  if (settings.livenessMode === 'enforce') deps.warnOfBlindness(frame, seen);
  const confirmations = await metrics.timed('confirm', () => confirmMatches(deps, frame, session, seen));
  const crops = await evidence.claim(frame, session, seen, settings);
  const groups = settings.keepUnknowns ? await groupUnknowns(deps, session, seen, crops) : new Map();
  const sightings = { seen, confirmations, threshold: rule.threshold };
  const outsiders = await findOutsiders(deps, frame, session, seen, settings);
  const marks = await metrics.timed('record', () =>
    recordSightings(deps, frame, session, sightings, { crops, groups, outsiders }),
  );
  // Before the outcome is told: while the object store is away the frame comes here again and again.
  await metrics.timed('evidence', () => evidence.keep(session, seen, marks, crops));
  if (settings.expression.enabled) await deps.countExpressions(session.id, seen);
  if (seen.some(({ awaitsLife }) => awaitsLife)) await deps.requestBurst(frame.deviceId);
  await deps.tellReviews(frame, session.id, seen);
  const outcomes = faceOutcomes(sightings, marks);
  metrics.countSightings(seen, presentationsBegun(frame, seen));
  await conclude(deps, frame, { sessionId: session.id, dropped: null, faces: outcomes });
}

async function findSession(
  { sessions }: IdentifyFrameDeps,
  { roomId, capturedAt }: Frame,
): Promise<ClassSession | 'no-room' | 'no-open-session'> {
  if (roomId === null) return 'no-room';
  return (await sessions.openAt(roomId, new Date(capturedAt))) ?? 'no-open-session';
}

async function fetchBytes(deps: IdentifyFrameDeps, frame: Frame, session: ClassSession): Promise<Buffer> {
  const bytes = await deps.frames.get(frame.frameId);
  if (bytes) return bytes;
  await drop(deps, frame, 'expired', session);
  throw new FatalJobError('frame-expired', 'the bytes of the frame are gone');
}

async function extractFaces(
  deps: IdentifyFrameDeps,
  frame: Frame,
  session: ClassSession,
  bytes: Buffer,
): Promise<readonly Face[]> {
  try {
    return (await deps.engine.extract(bytes, { maxFaces: MAX_FACES })).faces;
  } catch (error) {
    if (!(error instanceof BadImage)) throw error;
    await drop(deps, frame, 'bad-image', session);
    throw new FatalJobError('bad-image', error.message);
  }
}

function searchGallery(
  { galleries }: IdentifyFrameDeps,
  { courseId, scope }: ClassSession,
  faces: readonly Face[],
): ReturnType<typeof searchFaces> {
  const of = scope === 'campus' ? CAMPUS : courseId;
  return galleries.withGallery(of, (gallery) => searchFaces(gallery, faces));
}

function drop(
  deps: IdentifyFrameDeps,
  frame: Frame,
  reason: DroppedReason,
  session?: ClassSession,
): Promise<void> {
  return conclude(deps, frame, { sessionId: session?.id ?? null, dropped: reason, faces: [] });
}

async function conclude(
  { outcomes, metrics, log }: IdentifyFrameDeps,
  { frameId, deviceId, capturedAt, receivedAt }: Frame,
  result: { sessionId: string | null; dropped: DroppedReason | null; faces: FaceOutcome[] },
): Promise<void> {
  const decidedAt = new Date().toISOString();
  const outcome: FrameOutcome = { frameId, deviceId, capturedAt, receivedAt, decidedAt, ...result };
  await outcomes.publish(outcome);
  metrics.countOutcome(outcome);
  log.info('frame identified', {
    frameId,
    deviceId,
    sessionId: result.sessionId,
    dropped: result.dropped,
    faces: result.faces.map(({ status }) => status),
  });
}
