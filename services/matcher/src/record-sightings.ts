import { type FaceOutcome, type Frame, markEvidenceKey } from '@hadir/contracts';
import type { ClassSession, Database, NewSighting } from '@hadir/db';
import { type Confirmation, checkIn } from '@hadir/domain';
import type { FaceEngine } from '@hadir/vision';
import type { UnknownCrop } from './evidence.ts';
import type { SeenFace } from './identify-faces.ts';

type RecordFrame = Database['attendance']['recordFrame'];
type Mark = Awaited<ReturnType<RecordFrame>>[number];

/** By student: a person matches at most one face of a frame. */
export type Confirmations = ReadonlyMap<string, Confirmation>;
export type Marks = ReadonlyMap<string, Mark>;

/** The faces of one frame as `Face` has them: deciding what became of them needs no pixels. */
export type Sightings<Face = Omit<SeenFace, 'face'>> = {
  readonly seen: readonly Face[];
  readonly confirmations: Confirmations;
  readonly threshold: number;
};

/** Which engine looked, for the record. */
export type Decider = { readonly engine: Pick<FaceEngine, 'name' | 'parts'> };

/** Writes every sighting of the frame, and a mark for each confirmed one, in one transaction that may run twice. */
export async function recordSightings(
  deps: Decider & { readonly attendance: { readonly recordFrame: RecordFrame } },
  frame: Frame,
  session: ClassSession,
  { seen, confirmations, threshold }: Sightings<SeenFace>,
  unknown: UnknownCrop | undefined,
): Promise<Marks> {
  const decider = { engine: deps.engine.name, modelVersion: modelVersionOf(deps.engine) };
  const marks = await deps.attendance.recordFrame({
    session,
    sightings: seen.map((face) => ({ ...sightingOf(frame, face, threshold, unknown), ...decider })),
    confirmations: seen.flatMap((face) => confirmationOf(session, face, confirmations)),
    decideStatus: (firstSeenAt) => checkIn(session, firstSeenAt),
  });
  return new Map(marks.map((mark) => [mark.studentId, mark]));
}

/** What became of each face. Someone whose match may not be recorded is as unknown as a stranger. */
export function faceOutcomes({ seen, confirmations, threshold }: Sightings, marks: Marks): FaceOutcome[] {
  return seen.map(({ faceNumber, identification: { personId, candidate, reason } }) => {
    const status = personId === null ? 'unknown' : statusOf(confirmations.get(personId), marks.get(personId));
    const studentId = status === 'unknown' ? null : personId;
    return { faceNumber, status, studentId, score: candidate?.score ?? 0, threshold, reason };
  });
}

function statusOf(confirmation: Confirmation | undefined, mark: Mark | undefined): FaceOutcome['status'] {
  if (!confirmation?.confirmed) return 'confirming';
  if (!mark || mark.result === 'refused') return 'unknown';
  const { result, status } = mark;
  return result === 'created' && (status === 'present' || status === 'late') ? status : 'duplicate';
}

function sightingOf(
  { frameId, deviceId, capturedAt }: Frame,
  { faceNumber, face, search, identification }: SeenFace,
  threshold: number,
  unknown: UnknownCrop | undefined,
): Omit<NewSighting, 'engine' | 'modelVersion'> {
  const { candidate, runnerUp, personId, reason, margin, requiredMargin } = identification;
  const parts = search.candidates.find((one) => one.personId === candidate?.personId)?.parts;
  const { score: quality, sizePx, sharpness } = face.quality;
  return {
    frameId,
    faceNumber,
    deviceId,
    capturedAt: new Date(capturedAt),
    studentId: personId,
    candidateId: candidate?.personId ?? null,
    score: candidate?.score ?? 0,
    threshold,
    runnerUpId: runnerUp?.personId ?? null,
    ...{ margin, requiredMargin, reason, agreement: search.agreement },
    deepScore: parts?.deep ?? null,
    siftScore: parts?.sift ?? null,
    ...{ quality, sizePx, sharpness },
    ...{ liveness: null, livenessScore: null, livenessCues: null },
    ...{ presentationId: null, unknownGroupId: null },
    box: face.box,
    evidenceKey: unknown?.faceNumber === faceNumber ? unknown.key : null,
  };
}

/** Such as `deep:arcface-1+sift:rootsift-2`. */
function modelVersionOf({ parts }: Decider['engine']): string {
  return parts.map(({ engine, modelVersion }) => `${engine}:${modelVersion}`).join('+');
}

function confirmationOf(
  { id: sessionId }: ClassSession,
  { identification: { personId, candidate } }: SeenFace,
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
