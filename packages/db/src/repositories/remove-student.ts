import type { EntityManager } from 'typeorm';
import type { Store } from '../connection/store.ts';
import { studentTable } from '../tables/student.ts';
import { dueAgainOfStudent } from './due-again.ts';
import { forgetEvidence, forgetFaceAmongOthers, holdWithOthers } from './face-among-others.ts';
import { bumpCampus } from './galleries.ts';

export type StudentRemoval = {
  /** Whose galleries have changed. */
  readonly courseIds: string[];
  /** Crops of the student that lie with others, and are named nowhere any more. */
  readonly cropKeys: string[];
  /** How many rows there were of the student, by table; of sightings those that named them. */
  readonly rows: Readonly<Record<string, number>>;
};

export type RemovalOptions = {
  /** `pseudonymise`: each session keeps how many of the erased had which status, and no trace of whose it was. */
  readonly attendance?: 'remove' | 'pseudonymise' | undefined;
};

/** Tables with a `student_id` that refers to nothing, so that rows outlive what they speak of; they do not outlive the student. */
export const TABLES_WITHOUT_REFERENCE = ['attendance_changes', 'outbox_events'] as const;

/**
 * Removes the student with everything that refers to them, the history of their attendance and what others were to be told of it, and the student's face
 * where staff said that it is not another. Sightings stay as figures without the identity and the evidence. What the object store has
 * of them lies under a prefix of the student's id, but for the crops that are answered. Undefined when there is no such student: also
 * for a second call after one whose answer was lost.
 */
export function removeStudent(
  store: Store,
  id: string,
  { attendance = 'remove' }: RemovalOptions = {},
): Promise<StudentRemoval | undefined> {
  return store.write(async (manager) => {
    if (!(await holdWithOthers(manager, id))) return undefined;
    const rows = await countRows(manager, id);
    await dueAgainOfStudent(manager, id);
    const forgotten = await forgetFaceAmongOthers(manager, id, 'erased');
    await manager.query('UPDATE sightings SET evidence_key = NULL WHERE student_id = ?', [id]);
    await forgetRefusedEvidence(manager, id);
    await forgetCorrectedEvidence(manager, id);
    if (attendance === 'pseudonymise') await keepCounts(manager, id);
    for (const table of TABLES_WITHOUT_REFERENCE) {
      await manager.query(`DELETE FROM ${table} WHERE student_id = ?`, [id]);
    }
    await manager.query('UPDATE review_actions SET reason = NULL WHERE student_id = ?', [id]);
    await forgetImports(manager, id);
    await manager.delete(studentTable, { id });
    await bumpCampus(manager, { removed: true });
    return { ...forgotten, rows };
  });
}

/** Each table that has a `student_id`, whoever added it. */
async function countRows(manager: EntityManager, id: string): Promise<Record<string, number>> {
  const tables: { name: string }[] = await manager.query(
    `SELECT TABLE_NAME AS name FROM information_schema.COLUMNS
     WHERE TABLE_SCHEMA = DATABASE() AND COLUMN_NAME = 'student_id' ORDER BY TABLE_NAME`,
  );
  const rows: Record<string, number> = { students: 1 };
  for (const { name } of tables) {
    const [row]: { n: string }[] = await manager.query(
      `SELECT COUNT(*) AS n FROM ${name} WHERE student_id = ?`,
      [id],
    );
    if (row && Number(row.n) > 0) rows[name] = Number(row.n);
  }
  return rows;
}

/** Sums of sessions stay right; no row of it can be told from another's, and there is no way back. */
function keepCounts(manager: EntityManager, id: string): Promise<unknown> {
  return manager.query(
    `INSERT INTO erased_attendance (session_id, status, people)
     SELECT session_id, status, 1 FROM attendance_records WHERE student_id = ?
     ON DUPLICATE KEY UPDATE people = erased_attendance.people + 1`,
    [id],
  );
}

/** A file that waits to be applied and names the student is checked anew by who still wants it. */
async function forgetImports(manager: EntityManager, id: string): Promise<void> {
  const [student]: { number: string }[] = await manager.query('SELECT number FROM students WHERE id = ?', [
    id,
  ]);
  if (!student) return;
  await manager.query(
    'DELETE FROM imports WHERE content IS NOT NULL AND (LOCATE(?, content) > 0 OR LOCATE(?, content) > 0)',
    [id, JSON.stringify(student.number)],
  );
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
