import type { Database } from '@hadir/db';
import type { Actor, ObjectStore } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import type { Announce } from '../shared/deps.ts';
import { photoPrefix } from '../shared/object-keys.ts';
import { readAll } from '../shared/read-all.ts';

export type EraseStudentDeps = {
  readonly database: Pick<Database, 'attendance' | 'transaction'>;
  readonly objects: Pick<ObjectStore, 'delete' | 'deletePrefix'>;
  readonly announce: Pick<Announce, 'galleryChanged'>;
};

export type Erasure = {
  readonly studentId: string;
  readonly erasedAt: Date;
  readonly rowsErased: boolean;
  readonly objectsErased: number;
};

/**
 * Erases a student: photos, evidence, templates, consents, roster entries and attendance records. Objects go first, because
 * the rows name them: a call that fails half way is finished by the next one. Erasing twice is no error.
 */
export async function eraseStudent(
  deps: EraseStudentDeps,
  studentId: string,
  actor: Actor,
): Promise<Erasure> {
  const { database, objects, announce } = deps;
  let objectsErased = 0;
  for await (const { evidenceKey } of evidenceOf(database, studentId)) {
    await objects.delete(evidenceKey);
    objectsErased += 1;
  }
  objectsErased += await objects.deletePrefix(photoPrefix(studentId));
  const removal = await audited(
    database,
    { actor, action: 'student.erase', subject: studentId, details: { objects: objectsErased } },
    ({ students }) => students.remove(studentId),
  );
  // A frame or an upload may have been under way: what it left since is named by the rows that went.
  for (const key of removal?.objectKeys ?? []) await objects.delete(key);
  await announce.galleryChanged(removal?.courseIds ?? []);
  return { studentId, erasedAt: new Date(), rowsErased: removal !== undefined, objectsErased };
}

async function* evidenceOf({ attendance }: Pick<Database, 'attendance'>, studentId: string) {
  for await (const record of readAll((page) => attendance.listForStudent(studentId, page))) {
    if (record.evidenceKey !== null) yield { evidenceKey: record.evidenceKey };
  }
}
