import type { EntityManager } from 'typeorm';
import type { Store } from '../connection/store.ts';
import { studentTable } from '../tables/student.ts';
import { forgetEvidence, forgetFaceAmongOthers, holdWithOthers } from './face-among-others.ts';
import { bumpCampus } from './galleries.ts';

export type StudentRemoval = {
  /** Whose galleries have changed. */
  readonly courseIds: string[];
  /** Crops of the student that lie with others, and are named nowhere any more. */
  readonly cropKeys: string[];
};

/**
 * Removes the student with consents, enrolments, photos, templates, roster entries and attendance records, and the student's face
 * where staff said that it is not another. Sightings stay as figures without the identity and the evidence. What the object store has
 * of them lies under a prefix of the student's id, but for the crops that are answered. Undefined when there is no such student: also
 * for a second call after one whose answer was lost.
 */
export function removeStudent(store: Store, id: string): Promise<StudentRemoval | undefined> {
  return store.write(async (manager) => {
    if (!(await holdWithOthers(manager, id))) return undefined;
    const forgotten = await forgetFaceAmongOthers(manager, id, 'erased');
    await manager.query('UPDATE sightings SET evidence_key = NULL WHERE student_id = ?', [id]);
    await forgetRefusedEvidence(manager, id);
    await forgetCorrectedEvidence(manager, id);
    await manager.delete(studentTable, { id });
    await bumpCampus(manager, { removed: true });
    return forgotten;
  });
}

/** A face that was taken for the student and refused lies under the student's prefix, and goes with it. */
function forgetRefusedEvidence(manager: EntityManager, id: string): Promise<unknown> {
  return manager.query(
    'UPDATE sightings SET evidence_key = NULL WHERE candidate_id = ? AND evidence_key LIKE ?',
    [id, `students/${id}/%`],
  );
}

/** A face that staff named lies under the student's prefix, and goes with it. */
async function forgetCorrectedEvidence(manager: EntityManager, id: string): Promise<void> {
  const crops: { sessionId: string; cropKey: string }[] = await manager.query(
    `SELECT s.session_id AS sessionId, c.crop_key AS cropKey FROM corrections c
     JOIN sightings s ON s.id = c.sighting_id WHERE c.student_id = ? AND c.crop_key IS NOT NULL`,
    [id],
  );
  await forgetEvidence(manager, crops);
}
