import type { ClassSession, Database } from '@hadir/db';

type RecordFrame = Parameters<Database['attendance']['recordFrame']>[0];
type Seen = Pick<RecordFrame, 'decideStatus' | 'leftEarly'> & {
  readonly frameId: string;
  /** Null for a stranger. */
  readonly studentId: string | null;
  readonly at: Date;
};

/** One frame with one face, as a matcher records it once it is sure. */
export async function recordVisit(
  { attendance }: Database,
  session: ClassSession,
  { frameId, studentId, at, decideStatus, leftEarly }: Seen,
): Promise<void> {
  await attendance.recordFrame({
    ...{ session, decideStatus, leftEarly },
    confirmations: studentId
      ? [{ studentId, firstSeenAt: at, lastSeenAt: at, score: 9, evidenceKey: null }]
      : [],
    sightings: [
      {
        ...{ frameId, faceNumber: 0, deviceId: 'door', capturedAt: at },
        ...{ studentId, candidateId: studentId, score: 9, threshold: 6.8, runnerUpId: null, margin: null },
        ...{ requiredMargin: 3, reason: studentId ? 'match' : 'below-threshold', agreement: null },
        ...{ deepScore: null, siftScore: 9, quality: 0.8, sizePx: 90, sharpness: 11 },
        ...{ liveness: null, livenessScore: null, livenessCues: null },
        ...{ presentationId: null, unknownGroupId: null, engine: 'sift', modelVersion: 'sift/1' },
        ...{ box: { x: 1, y: 2, width: 90, height: 90 }, evidenceKey: null },
      },
    ],
  });
}
