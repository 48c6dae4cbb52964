import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type AttendanceChange, attendanceChangeTable } from '../tables/attendance-change.ts';
import { readPage } from './keyset.ts';

export type NewAttendanceChange = Omit<AttendanceChange, 'id' | 'at' | 'reason' | 'undoesId'> & {
  readonly reason?: string | null;
  readonly undoesId?: string | null;
};
export type AttendanceChangeList = PageRequest & {
  readonly sessionId?: string | undefined;
  readonly studentId?: string | undefined;
};
export type AttendanceChanges = ReturnType<typeof createAttendanceChanges>;

const newestFirst: Order<AttendanceChange> = {
  list: 'attendance-changes',
  kinds: ['text'],
  keyOf: (change) => [change.id],
};

export function createAttendanceChanges(store: Store) {
  return {
    find: (id: string): Promise<AttendanceChange | undefined> =>
      store.read(async (manager) => (await manager.findOneBy(attendanceChangeTable, { id })) ?? undefined),
    /** The newest first. */
    list: (request: AttendanceChangeList = {}) =>
      store.read((manager) => {
        const query = manager.createQueryBuilder(attendanceChangeTable, 'c');
        const { sessionId, studentId } = request;
        if (sessionId) query.andWhere('c.sessionId = :sessionId', { sessionId });
        if (studentId) query.andWhere('c.studentId = :studentId', { studentId });
        return readPage(query, newestFirst, ['c.id'], request, 'DESC');
      }),
  };
}

/** Rows of one statement. */
const CHUNK = 500;

/** Many at once, in the transaction of the changes themselves. */
export async function appendChanges(
  manager: EntityManager,
  changes: readonly NewAttendanceChange[],
): Promise<void> {
  const at = new Date();
  const rows = changes.map((change) => ({ reason: null, undoesId: null, ...change, id: uuidv7(), at }));
  for (let from = 0; from < rows.length; from += CHUNK) {
    await manager.insert(attendanceChangeTable, rows.slice(from, from + CHUNK));
  }
}

/** In the transaction of the change itself. Throws UniqueViolation on `undoesId` for what was undone already. */
export async function appendChange(
  manager: EntityManager,
  change: NewAttendanceChange,
): Promise<AttendanceChange> {
  const row: AttendanceChange = { reason: null, undoesId: null, ...change, id: uuidv7(), at: new Date() };
  await manager.insert(attendanceChangeTable, { ...row });
  return row;
}
