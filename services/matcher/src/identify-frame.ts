import type { DroppedReason, FaceOutcome, Frame, FrameOutcome } from '@hadir/contracts';
import { CAMPUS, type ClassSession, type Database } from '@hadir/db';
import type { MatchRule } from '@hadir/domain';
import { FatalJobError, type FrameStore, type Log, type Outcomes } from '@hadir/platform';
import { BadImage, type Face, type FaceEngine, type Gallery } from '@hadir/vision';
import type { ConfirmSighting } from './confirm-sighting.ts';
import type { Evidence } from './evidence.ts';
import type { GalleryCache } from './gallery-cache.ts';
import { identifyFaces, type SeenFace } from './identify-faces.ts';
import type { MatcherMetrics } from './matcher-metrics.ts';
import { type Confirmations, faceOutcomes, recordSightings } from './record-sightings.ts';

export type IdentifyFrameDeps = {
  readonly sessions: Pick<Database['sessions'], 'openAt'>;
  readonly attendance: Pick<Database['attendance'], 'recordFrame'>;
  readonly frames: Pick<FrameStore, 'get'>;
  readonly engine: Pick<FaceEngine, 'extract' | 'name' | 'parts'>;
  readonly galleries: Pick<GalleryCache<Gallery>, 'withGallery'>;
  readonly confirmSighting: ConfirmSighting;
  readonly evidence: Evidence;
  readonly outcomes: Pick<Outcomes, 'publish'>;
  readonly matchRule: MatchRule;
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
  const seen = await metrics.timed('search', () => searchGallery(deps, session, faces));
  const confirmations = await metrics.timed('confirm', () => confirmMatches(deps, frame, session, seen));
  const unknown = await evidence.claimUnknown(frame, session, seen);
  const sightings = { seen, confirmations, threshold: deps.matchRule.threshold };
  const marks = await metrics.timed('record', () =>
    recordSightings(deps, frame, session, sightings, unknown),
  );
  // Before the outcome is told: while the object store is away the frame comes here again and again.
  await metrics.timed('evidence', () => evidence.keep(session, seen, marks, unknown));
  await conclude(deps, frame, {
    sessionId: session.id,
    dropped: null,
    faces: faceOutcomes(sightings, marks),
  });
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
  { galleries, matchRule }: IdentifyFrameDeps,
  { courseId, scope }: ClassSession,
  faces: readonly Face[],
): Promise<SeenFace[]> {
  const of = scope === 'campus' ? CAMPUS : courseId;
  return galleries.withGallery(of, (gallery) => identifyFaces(gallery, faces, matchRule));
}

async function confirmMatches(
  { confirmSighting }: IdentifyFrameDeps,
  { frameId, capturedAt }: Frame,
  session: ClassSession,
  seen: readonly SeenFace[],
): Promise<Confirmations> {
  const people = seen.flatMap(({ faceNumber, identification: { personId } }) =>
    personId === null ? [] : [{ studentId: personId, faceNumber }],
  );
  const sighting = { sessionId: session.id, frameId, capturedAt: new Date(capturedAt) };
  const confirmations = people.map(
    async (person) => [person.studentId, await confirmSighting({ ...sighting, ...person })] as const,
  );
  return new Map(await Promise.all(confirmations));
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
