import type { Store } from '../connection/store.ts';
import { enrolmentTable } from '../tables/enrolment.ts';
import { photoTable } from '../tables/photo.ts';
import { bumpGalleriesOfStudent } from './galleries.ts';
import { holdStudent } from './locks.ts';

export type EnrolmentRemoval = {
  readonly studentId: string;
  /** Where the object store has its photos. */
  readonly objectKeys: readonly string[];
  /** Whose galleries have changed. */
  readonly courseIds: readonly string[];
};

/** Takes an enrolment back: its photos and templates go, and every gallery that had them is loaded anew. */
export function removeEnrolment(store: Store, id: string): Promise<EnrolmentRemoval | undefined> {
  return store.write(async (manager) => {
    const enrolment = await manager.findOneBy(enrolmentTable, { id });
    if (!enrolment || !(await holdStudent(manager, enrolment.studentId))) return undefined;
    const { studentId } = enrolment;
    const photos = await manager.findBy(photoTable, { enrolmentId: id });
    await manager.delete(enrolmentTable, { id });
    const courseIds = await bumpGalleriesOfStudent(manager, studentId, { removed: true });
    return { studentId, objectKeys: photos.map(({ objectKey }) => objectKey), courseIds };
  });
}
