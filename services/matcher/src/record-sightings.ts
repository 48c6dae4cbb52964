import { type FaceOutcome, type Frame, markEvidenceKey } from '@hadir/contracts';
import type { ClassSession, Database, Outsider } from '@hadir/db';
import { type Confirmation, checkIn, leftEarly } from '@hadir/domain';
import type { FaceEngine } from '@hadir/vision';
import type { DecidedFace } from './decided-face.ts';
import type { Crops } from './evidence.ts';

type RecordFrame = Database['attendance']['recordFrame'];
type Mark = Awaited<ReturnType<RecordFrame>>[number];

/** By student: a person matches at most one face of a frame. */
export type Confirmations = ReadonlyMap<string, Confirmation>;
export type Marks = ReadonlyMap<string, Mark>;

/** The faces of one frame as `Face` has them: deciding what became of them needs no pixels. */
export type Sightings<Face = Omit<DecidedFace, 'face'>> = {
  readonly seen: readonly Face[];
  readonly confirmations: Confirmations;
  readonly threshold: number;
};

/** What is written with the sightings beside what was decided. */
export type Kept = {
  readonly crops: Crops;
  /** By presentation, where unknowns are kept. */
  readonly groups: ReadonlyMap<string, string>;
  /** Presentations of people who are not on the roster. */
  readonly outsiders: readonly Outsider[];
};

type Deps = {
  readonly engine: Pick<FaceEngine, 'name' | 'parts'>;
  readonly attendance: { readonly recordFrame: RecordFrame };
};

/** Writes every sighting of the frame, and a mark for each confirmed one, in one transaction that may run twice. */
export async function recordSightings(
  { engine, attendance }: Deps,
  frame: Frame,
  session: ClassSession,
  { seen, confirmations, threshold }: Sightings<DecidedFace>,
  kept: Kept,
): Promise<Marks> {
  const decider = { threshold, engine: engine.name, modelVersion: modelVersionOf(engine) };
  const marks = await attendance.recordFrame({
    session,
    outsiders: kept.outsiders,
    sightings: seen.map((face) => ({
      ...decider,
      ...whereAndWhen(frame, face),
      ...decisionOf(face),
      ...presenceOf(face, kept),
    })),
    confirmations: seen.flatMap((face) => confirmationOf(session, face, confirmations)),
    decideStatus: (firstSeenAt) => checkIn(session, firstSeenAt),
    leftEarly,
  });
  return new Map(marks.map((mark) => [mark.studentId, mark]));
}

/** What became of each face. Someone whose match may not be recorded is as unknown as a stranger. */
export function faceOutcomes({ seen, confirmations, threshold }: Sightings, marks: Marks): FaceOutcome[] {
  return seen.map(({ faceNumber, identification: { personId, candidate, reason }, presence }) => {
    const status = personId === null ? 'unknown' : statusOf(confirmations.get(personId), marks.get(personId));
    const studentId = status === 'unknown' ? null : personId;
    const { presentationId, liveness } = presence;
    const presented = { presentationId, liveness: liveness?.verdict ?? null };
    return { faceNumber, status, studentId, score: candidate?.score ?? 0, threshold, reason, ...presented };
  });
}

function statusOf(confirmation: Confirmation | undefined, mark: Mark | undefined): FaceOutcome['status'] {
  if (!confirmation?.confirmed) return 'confirming';
  if (!mark || mark.result === 'refused') return 'unknown';
  const { result, status } = mark;
  return result === 'created' && (status === 'present' || status === 'late') ? status : 'duplicate';
}

/** Such as `deep:arcface-1+sift:rootsift-2`. */
function modelVersionOf({ parts }: Deps['engine']): string {
  return parts.map(({ engine, modelVersion }) => `${engine}:${modelVersion}`).join('+');
}

function whereAndWhen({ frameId, deviceId, capturedAt }: Frame, { faceNumber, face }: DecidedFace) {
  return { frameId, faceNumber, deviceId, capturedAt: new Date(capturedAt), box: face.box };
}

function decisionOf({ search, identification, face }: DecidedFace) {
  const { candidate, runnerUp, personId, reason, margin, requiredMargin } = identification;
  const parts = search.candidates.find((one) => one.personId === candidate?.personId)?.parts;
  const { score: quality, sizePx, sharpness } = face.quality;
  return {
    studentId: personId,
    candidateId: candidate?.personId ?? null,
    score: candidate?.score ?? 0,
    runnerUpId: runnerUp?.personId ?? null,
    ...{ margin, requiredMargin, reason },
    agreement: search.agreement,
    deepScore: parts?.deep ?? null,
    siftScore: parts?.sift ?? null,
    ...{ quality, sizePx, sharpness },
  };
}

function presenceOf(
  { faceNumber, identification, presence: { presentationId, liveness } }: DecidedFace,
  { crops, groups }: Kept,
) {
  return {
    presentationId,
    liveness: liveness?.verdict ?? null,
    livenessScore: liveness?.score ?? null,
    livenessCues: liveness?.cues ?? null,
    unknownGroupId: identification.personId === null ? (groups.get(presentationId) ?? null) : null,
    evidenceKey: crops.get(faceNumber) ?? null,
  };
}

function confirmationOf(
  { id: sessionId }: ClassSession,
  { identification: { personId, candidate } }: DecidedFace,
  confirmations: Confirmations,
): Parameters<RecordFrame>[0]['confirmations'][number][] {
  const confirmation = personId === null ? undefined : confirmations.get(personId);
  if (personId === null || !candidate || !confirmation?.confirmed) return [];
  const { firstSeenMs, lastSeenMs } = confirmation;
  return [
    {
      studentId: personId,
      firstSeenAt: new Date(firstSeenMs),
      lastSeenAt: new Date(lastSeenMs),
      score: candidate.score,
      evidenceKey: markEvidenceKey(sessionId, personId),
    },
  ];
}
