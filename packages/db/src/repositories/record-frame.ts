import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import { MissingReference } from '../errors.ts';
import {
  type AttendanceRecord,
  type AttendanceStatus,
  attendanceTable,
} from '../tables/attendance-record.ts';
import type { ClassSession } from '../tables/class-session.ts';
import type { LeftEarly } from './closing/closing-rules.ts';
import { lateFrame } from './closing/late-frame.ts';
import { alreadyCorrected } from './corrected-marks.ts';
import { insertSightings, type NewSighting } from './insert-sightings.ts';
import {
  type HeldSession,
  holdConsents,
  holdRosterEntries,
  shareConsents,
  shareSession,
  shareStudents,
} from './locks.ts';
import { type Confirmation, type DecideStatus, isSame, mark } from './mark.ts';
import { noteReviews, type Outsider } from './review/note-reviews.ts';
import { tellMarked } from './tell-marked.ts';

export type FrameRecord = {
  readonly session: Pick<ClassSession, 'id'>;
  /** One for each face of the frame. */
  readonly sightings: readonly NewSighting[];
  /** At most one for each student. */
  readonly confirmations: readonly Confirmation[];
  readonly decideStatus: DecideStatus;
  /** domain's rule, for frames that come when the session is closed; without it that flag stays as it was. */
  readonly leftEarly?: LeftEarly | undefined;
  /** Presentations of the frame that were looked up beyond the roster, and found. None of them is marked. */
  readonly outsiders?: readonly Outsider[] | undefined;
};

export type MarkResult = {
  readonly studentId: string;
  /** `refused`: no consent in force, not on the roster of a session of scope `roster`, gone, or the session's rule marks nobody at that time. */
  readonly result: 'created' | 'updated' | 'unchanged' | 'refused';
  /** Null when refused. */
  readonly status: AttendanceStatus | null;
};

/**
 * Writes what one frame showed, in one transaction that may run twice, with confirmations in any order and from any process.
 * Frames wait for each other only where they mark the same person. Throws MissingReference on `sessionId` or `deviceId`.
 */
export function recordFrame(store: Store, frame: FrameRecord): Promise<MarkResult[]> {
  return store.write(
    async (manager) => {
      const session = await shareSession(manager, frame.session.id);
      if (!session) throw new MissingReference('sessionId');
      const known = await shareNamed(manager, frame);
      await insertSightings(manager, frame.session.id, frame.sightings, known);
      const admitted = await holdAdmitted(manager, session, frame.confirmations);
      const corrected = await alreadyCorrected(manager, frame.session.id, frame.confirmations);
      const results: MarkResult[] = [];
      for (const confirmation of frame.confirmations.toSorted(byStudent)) {
        const { studentId } = confirmation;
        results.push(
          admitted.has(studentId) && !corrected.has(studentId)
            ? await markOne(manager, session, frame, confirmation)
            : { studentId, result: 'refused', status: null },
        );
      }
      await noteReviews(manager, session, frame, markedOf(results));
      return results;
    },
    { idempotent: true },
  );
}

function markedOf(results: readonly MarkResult[]): Set<string> {
  const marked = results.filter(({ result }) => result !== 'refused');
  return new Set(marked.map(({ studentId }) => studentId));
}

function byStudent(a: Confirmation, b: Confirmation): number {
  return a.studentId < b.studentId ? -1 : 1;
}

/** All students that the frame names and that still exist. */
function shareNamed(manager: EntityManager, { sightings, confirmations }: FrameRecord): Promise<Set<string>> {
  const seen = sightings.flatMap((sighting) => [
    sighting.studentId,
    sighting.candidateId,
    sighting.runnerUpId,
  ]);
  const confirmed = confirmations.map((confirmation) => confirmation.studentId);
  return shareStudents(
    manager,
    [...confirmed, ...seen].filter((id) => id !== null),
  );
}

/** Those with consent in force, and on the roster unless all are welcome, as of now and not of when the gallery was loaded. */
async function holdAdmitted(
  manager: EntityManager,
  { courseId, scope }: HeldSession,
  confirmations: readonly Confirmation[],
): Promise<Set<string>> {
  const ids = confirmations.map((confirmation) => confirmation.studentId);
  if (scope === 'campus') return holdConsents(manager, ids);
  const listed = await holdRosterEntries(manager, courseId, ids);
  return shareConsents(manager, [...listed]);
}

async function markOne(
  manager: EntityManager,
  held: HeldSession,
  { session, decideStatus, leftEarly }: FrameRecord,
  confirmation: Confirmation,
): Promise<MarkResult> {
  const { studentId } = confirmation;
  const record = await manager.findOneBy(attendanceTable, { sessionId: session.id, studentId });
  const after = mark(record, confirmation, decideStatus);
  if (!after) return { studentId, result: 'refused', status: null };
  if (record && isSame(record, after)) return { studentId, result: 'unchanged', status: after.status };
  const updatedAt = new Date();
  const told = { before: record?.status ?? null, after: after.status, firstSeenAt: after.firstSeenAt };
  await tellMarked(manager, held, { sessionId: session.id, studentId, ...told });
  if (record) {
    const flag = await lateFrame(manager, held, { record, after, leftEarly });
    await manager.update(attendanceTable, { id: record.id }, { ...after, ...flag, updatedAt });
    return { studentId, result: 'updated', status: after.status };
  }
  const row: AttendanceRecord = {
    id: uuidv7(),
    sessionId: session.id,
    studentId,
    ...after,
    leftEarly: null,
    createdAt: updatedAt,
    updatedAt,
  };
  await manager.insert(attendanceTable, { ...row });
  return { studentId, result: 'created', status: after.status };
}
