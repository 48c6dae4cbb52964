import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import { MissingReference } from '../errors.ts';
import { attendanceTable } from '../tables/attendance-record.ts';
import { type Correction, correctionTable, type MarkChange } from '../tables/correction.ts';
import { type Sighting, sightingTable } from '../tables/sighting.ts';
import { setCorrectedMark, withdrawMark } from './correct-mark.ts';
import { coursesOfStudent } from './galleries.ts';
import { holdStudent, shareSession } from './locks.ts';
import type { DecideStatus } from './mark.ts';

export type NewCorrection = Pick<
  Correction,
  'studentId' | 'kind' | 'madeBy' | 'reason' | 'cropKey' | 'cropFrom' | 'learningNote'
> & {
  readonly sightingId: string;
  /** Given, so that the crop can be stored under a key of its own before. */
  readonly id?: string | undefined;
  /** Whether a matcher is to make a template of the crop. */
  readonly learn: boolean;
  readonly decideStatus: DecideStatus;
};

export type CorrectionChange = {
  readonly correction: Correction;
  /** The courses whose galleries change by it, once it is learned. */
  readonly courseIds: string[];
};

/**
 * Stores what staff say of one sighting, and corrects the attendance record in the same transaction: a mark that rests on the
 * sighting's presentation alone is withdrawn, and one who is named is marked by hand. A status set by hand stays. Throws
 * MissingReference on `sightingId`, and on `studentId` for one who is gone, or who is not on the roster and cannot be marked;
 * UniqueViolation on `sightingId` when the same was said of that student before.
 */
export function correctSighting(store: Store, wanted: NewCorrection): Promise<CorrectionChange> {
  return store.write(async (manager) => {
    const { sightingId, studentId } = wanted;
    const sighting = await manager.findOneBy(sightingTable, { id: sightingId });
    const session = sighting && (await shareSession(manager, sighting.sessionId));
    if (!sighting || !session) throw new MissingReference('sightingId');
    if (!(await holdStudent(manager, studentId))) throw new MissingReference('studentId');
    const correction = await insert(manager, wanted);
    const markChange = await correctMark(manager, sighting, wanted, session.closedAt !== null);
    if (markChange) await manager.update(correctionTable, { id: correction.id }, { markChange } as never);
    await moveEvidence(manager, sighting, wanted);
    return {
      correction: { ...correction, markChange },
      courseIds: await coursesOfStudent(manager, studentId),
    };
  });
}

/** Sightings name the crop where it is now; a mark of the student no longer shows it. */
async function moveEvidence(
  manager: EntityManager,
  { sessionId }: Sighting,
  { studentId, cropKey, cropFrom }: NewCorrection,
): Promise<void> {
  if (cropFrom === null) return;
  await manager.update(sightingTable, { sessionId, evidenceKey: cropFrom }, { evidenceKey: cropKey });
  const shown = { sessionId, studentId, evidenceKey: cropFrom };
  await manager.update(attendanceTable, shown, { evidenceKey: null });
}

function correctMark(
  manager: EntityManager,
  sighting: Sighting,
  wanted: NewCorrection,
  isClosed: boolean,
): Promise<MarkChange | null> {
  if (wanted.kind === 'this-person') return setCorrectedMark(manager, sighting, wanted);
  return withdrawMark(manager, sighting, { ...wanted, isClosed });
}

async function insert(manager: EntityManager, wanted: NewCorrection): Promise<Correction> {
  const { id = uuidv7(), learn, decideStatus: _decideStatus, ...given } = wanted;
  const row: Correction = {
    ...given,
    id,
    madeAt: new Date(),
    learning: learn ? 'pending' : 'none',
    measured: null,
    markChange: null,
  };
  await manager.insert(correctionTable, { ...row } as never);
  return row;
}
