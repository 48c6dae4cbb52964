import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type Semester, semesterTable } from '../tables/semester.ts';
import { createCrud, type Patch } from './crud.ts';
import { readPage } from './keyset.ts';

export type NewSemester = Omit<Semester, 'id'>;
export type Semesters = ReturnType<typeof createSemesters>;

const newestFirst: Order<Semester> = {
  list: 'semesters',
  kinds: ['text', 'text'],
  keyOf: (semester) => [semester.startsOn, semester.id],
};

export function createSemesters(store: Store) {
  const crud = createCrud(store, semesterTable);
  return {
    create: (semester: NewSemester) => crud.insert({ id: uuidv7(), ...semester }),
    find: crud.find,
    update: (id: string, patch: Patch<Semester, keyof NewSemester>) => crud.update(id, patch),
    /** Its courses stay, without a semester. */
    remove: crud.remove,
    list: (request: PageRequest = {}) =>
      store.read((manager) =>
        readPage(
          manager.createQueryBuilder(semesterTable, 's'),
          newestFirst,
          ['s.startsOn', 's.id'],
          request,
          'DESC',
        ),
      ),
  };
}
