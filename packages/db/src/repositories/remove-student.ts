import type { EntityManager } from 'typeorm';
import type { Store } from '../connection/store.ts';
import { studentTable } from '../tables/student.ts';
import { bumpGalleriesOfStudent } from './galleries.ts';
import { holdStudent } from './locks.ts';

export type StudentRemoval = {
  /** What the object store must forget: the photos, and the evidence that shows this student. */
  readonly objectKeys: string[];
  /** Whose galleries have changed. */
  readonly courseIds: string[];
};

/**
 * Removes the student with consents, enrolments, photos, templates, roster entries and attendance records. Sightings stay as
 * figures without the identity and the evidence. Undefined when there is no such student: also for a second call after one whose
 * answer was lost, so keep objects under a prefix of the student's id to be able to find them without the keys.
 */
export function removeStudent(store: Store, id: string): Promise<StudentRemoval | undefined> {
  return store.write(async (manager) => {
    if (!(await holdStudent(manager, id))) return undefined;
    const courseIds = await bumpGalleriesOfStudent(manager, id);
    const objectKeys = await objectKeysOf(manager, id);
    await manager.query('UPDATE sightings SET evidence_key = NULL WHERE student_id = ?', [id]);
    await manager.delete(studentTable, { id });
    return { objectKeys, courseIds };
  });
}

async function objectKeysOf(manager: EntityManager, id: string): Promise<string[]> {
  const rows: { object_key: string }[] = await manager.query(
    `SELECT object_key FROM photos WHERE student_id = ?
     UNION SELECT evidence_key FROM attendance_records WHERE student_id = ? AND evidence_key IS NOT NULL
     UNION SELECT evidence_key FROM sightings WHERE student_id = ? AND evidence_key IS NOT NULL`,
    [id, id, id],
  );
  return rows.map((row) => row.object_key);
}
