import type { EntityManager } from 'typeorm';
import type { Store } from '../connection/store.ts';
import { studentTable } from '../tables/student.ts';
import { bumpGalleriesOfStudent } from './galleries.ts';
import { holdStudent } from './locks.ts';

export type StudentRemoval = {
  /** Whose galleries have changed. */
  readonly courseIds: string[];
};

/**
 * Removes the student with consents, enrolments, photos, templates, roster entries and attendance records. Sightings stay as
 * figures without the identity and the evidence. What the object store has of them lies under a prefix of the student's id. Undefined
 * when there is no such student: also for a second call after one whose answer was lost.
 */
export function removeStudent(store: Store, id: string): Promise<StudentRemoval | undefined> {
  return store.write(async (manager) => {
    if (!(await holdStudent(manager, id))) return undefined;
    const courseIds = await bumpGalleriesOfStudent(manager, id, { removed: true });
    await manager.query('UPDATE sightings SET evidence_key = NULL WHERE student_id = ?', [id]);
    await forgetRefusedEvidence(manager, id);
    await forgetCorrectedEvidence(manager, id);
    await manager.delete(studentTable, { id });
    return { courseIds };
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
function forgetCorrectedEvidence(manager: EntityManager, id: string): Promise<unknown> {
  return manager.query(
    'UPDATE sightings SET evidence_key = NULL WHERE evidence_key IN (SELECT crop_key FROM corrections WHERE student_id = ?)',
    [id],
  );
}
