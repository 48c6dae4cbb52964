import { randomUUID } from 'node:crypto';
import type { Database, NewSighting } from '@hadir/db';
import { leftEarly } from '@hadir/domain';

type Seen = {
  readonly sessionId: string;
  readonly deviceId: string;
  /** Null for a stranger. */
  readonly studentId: string | null;
  readonly at: string;
  readonly status?: 'present' | 'late';
  readonly evidenceKey?: string;
  /** The sighting's own crop. */
  readonly cropKey?: string;
  /** What else the sighting says. */
  readonly figures?: Partial<NewSighting>;
};

/** Records one frame with one face, as a matcher does; a student is confirmed at once. */
export async function see({ sessions, attendance }: Database, seen: Seen): Promise<void> {
  const session = await sessions.find(seen.sessionId);
  if (!session) throw new Error('no such session');
  const { studentId, deviceId, evidenceKey = null } = seen;
  const at = new Date(seen.at);
  await attendance.recordFrame({
    session,
    sightings: [
      {
        frameId: `${deviceId}-${randomUUID()}`,
        faceNumber: 0,
        deviceId,
        capturedAt: at,
        studentId,
        candidateId: studentId,
        score: 9.5,
        threshold: 6.8,
        runnerUpId: null,
        margin: null,
        requiredMargin: 3,
        reason: studentId ? 'match' : 'below-threshold',
        agreement: null,
        deepScore: null,
        siftScore: 9.5,
        quality: 0.8,
        sizePx: 90,
        sharpness: 11,
        liveness: null,
        livenessScore: null,
        livenessCues: null,
        presentationId: null,
        unknownGroupId: null,
        engine: 'sift',
        modelVersion: 'sift/1',
        box: { x: 10, y: 20, width: 90, height: 90 },
        evidenceKey: seen.cropKey ?? null,
        ...seen.figures,
      },
    ],
    confirmations: studentId ? [{ studentId, firstSeenAt: at, lastSeenAt: at, score: 9.5, evidenceKey }] : [],
    decideStatus: () => seen.status ?? 'present',
    leftEarly,
  });
}
