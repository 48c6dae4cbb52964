import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type Student, studentTable } from '../tables/student.ts';
import { createCrud, type Patch } from './crud.ts';
import { importStudents } from './import-students.ts';
import { readPage } from './keyset.ts';
import { type RemovalOptions, removeStudent } from './remove-student.ts';

export type NewStudent = Pick<Student, 'number' | 'name'> & { readonly email?: string | null | undefined };
export type StudentList = PageRequest & { readonly search?: string | undefined };
export type Students = ReturnType<typeof createStudents>;

const byNumber: Order<Student> = { list: 'students', kinds: ['text'], keyOf: (student) => [student.number] };

export function createStudents(store: Store) {
  const crud = createCrud(store, studentTable);
  return {
    /** Throws UniqueViolation on `number`. */
    create: (student: NewStudent) =>
      crud.insert({
        id: uuidv7(),
        number: student.number,
        name: student.name,
        email: student.email ?? null,
        linkEpoch: 0,
        createdAt: new Date(),
      }),
    find: crud.find,
    findByNumber: (number: string): Promise<Student | undefined> =>
      store.read(async (manager) => (await manager.findOneBy(studentTable, { number })) ?? undefined),
    update: (id: string, patch: Patch<Student, 'number' | 'name' | 'email'>) => crud.update(id, patch),
    /** In the order of numbers. `search` is a part of the name or the start of the number. */
    list: (request: StudentList = {}) =>
      store.read((manager) => {
        const query = manager.createQueryBuilder(studentTable, 's');
        if (request.search) {
          const text = request.search.replace(/[\\%_]/g, '\\$&');
          query.where('(s.name LIKE :part OR s.number LIKE :start)', {
            part: `%${text}%`,
            start: `${text}%`,
          });
        }
        return readPage(query, byNumber, ['s.number'], request);
      }),
    /** Ends every personal link of the student; false when there is no such student. */
    revokeLinks: (id: string): Promise<boolean> =>
      store.write(
        async (manager) =>
          ((await manager.increment(studentTable, { id }, 'linkEpoch', 1)).affected ?? 0) > 0,
      ),
    importMany: (rows: readonly NewStudent[]) => importStudents(store, rows),
    remove: (id: string, options?: RemovalOptions) => removeStudent(store, id, options),
  };
}
