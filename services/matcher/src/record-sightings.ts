import { type FaceOutcome, type Frame, markEvidenceKey } from '@hadir/contracts';
import type { ClassSession, Database, NewSighting } from '@hadir/db';
import { type Confirmation, checkIn } from '@hadir/domain';
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

/** Writes every sighting of the frame, and a mark for each confirmed one, in one transaction that may run twice. */
export async function recordSightings(
  deps: { readonly attendance: { readonly recordFrame: RecordFrame } },
  frame: Frame,
  session: ClassSession,
  { seen, confirmations, threshold }: Sightings<SeenFace>,
  unknown: UnknownCrop | undefined,
): Promise<Marks> {
  const marks = await deps.attendance.recordFrame({
    session,
    sightings: seen.map((face) => sightingOf(frame, face, threshold, unknown)),
    confirmations: seen.flatMap((face) => confirmationOf(session, face, confirmations)),
    decideStatus: (firstSeenAt) => checkIn(session, firstSeenAt),
  });
  return new Map(marks.map((mark) => [mark.studentId, mark]));
}

/** What became of each face. Someone whose match may not be recorded is as unknown as a stranger. */
export function faceOutcomes({ seen, confirmations, threshold }: Sightings, marks: Marks): FaceOutcome[] {
  return seen.map(({ faceNumber, identification: { personId, candidate } }) => {
    const status = personId === null ? 'unknown' : statusOf(confirmations.get(personId), marks.get(personId));
    const studentId = status === 'unknown' ? null : personId;
    return { faceNumber, status, studentId, score: candidate?.score ?? 0, threshold };
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
  { faceNumber, face, identification }: SeenFace,
  threshold: number,
  unknown: UnknownCrop | undefined,
): NewSighting {
  return {
    frameId,
    faceNumber,
    deviceId,
    capturedAt: new Date(capturedAt),
    studentId: identification.personId,
    candidateId: identification.candidate?.personId ?? null,
    score: identification.candidate?.score ?? 0,
    threshold,
    runnerUpId: identification.runnerUp?.personId ?? null,
    margin: identification.margin,
    reason: identification.reason,
    box: face.box,
    evidenceKey: unknown?.faceNumber === faceNumber ? unknown.key : null,
  };
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
