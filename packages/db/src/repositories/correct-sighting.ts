import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import { MissingReference } from '../errors.ts';
import { type Correction, correctionTable, type MarkChange } from '../tables/correction.ts';
import { type Sighting, sightingTable } from '../tables/sighting.ts';
import { setCorrectedMark, withdrawMark } from './correct-mark.ts';
import { coursesOfStudent } from './galleries.ts';
import { holdStudent, shareSession } from './locks.ts';
import type { DecideStatus } from './mark.ts';

export type NewCorrection = Pick<
  Correction,
  'studentId' | 'kind' | 'madeBy' | 'reason' | 'cropKey' | 'learningNote'
> & {
  readonly sightingId: string;
  /** Given, so that the crop can be stored under a key of its own before. */
  readonly id?: string | undefined;
  /** Whether a matcher is to make a template of the crop. */
  readonly learn: boolean;
  /** The key that the crop had; sightings that name it name `cropKey` from now on. */
  readonly movedFrom?: string | null;
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
    const { sightingId, studentId, cropKey, movedFrom } = wanted;
    const sighting = await manager.findOneBy(sightingTable, { id: sightingId });
    if (!sighting || !(await shareSession(manager, sighting.sessionId))) {
      throw new MissingReference('sightingId');
    }
    if (!(await holdStudent(manager, studentId))) throw new MissingReference('studentId');
    const correction = await insert(manager, wanted);
    const markChange = await correctMark(manager, sighting, wanted);
    if (markChange) await manager.update(correctionTable, { id: correction.id }, { markChange } as never);
    if (movedFrom) {
      const { sessionId } = sighting;
      await manager.update(sightingTable, { sessionId, evidenceKey: movedFrom }, { evidenceKey: cropKey });
    }
    return {
      correction: { ...correction, markChange },
      courseIds: await coursesOfStudent(manager, studentId),
    };
  });
}

function correctMark(
  manager: EntityManager,
  sighting: Sighting,
  wanted: NewCorrection,
): Promise<MarkChange | null> {
  if (wanted.kind === 'this-person') return setCorrectedMark(manager, sighting, wanted);
  return withdrawMark(manager, sighting, wanted.studentId, wanted.decideStatus);
}

async function insert(manager: EntityManager, wanted: NewCorrection): Promise<Correction> {
  const { id = uuidv7(), sightingId, studentId, kind, madeBy, reason, cropKey, learn, learningNote } = wanted;
  const row: Correction = {
    id,
    sightingId,
    studentId,
    kind,
    madeAt: new Date(),
    madeBy,
    reason,
    cropKey,
    learning: learn ? 'pending' : 'none',
    learningNote,
    measured: null,
    markChange: null,
  };
  await manager.insert(correctionTable, { ...row } as never);
  return row;
}
