import type { Store } from '../connection/store.ts';
import type { PageRequest } from '../page.ts';
import {
  type AttendanceRecord,
  type AttendanceStatus,
  attendanceTable,
} from '../tables/attendance-record.ts';
import { countForSession } from './attendance-counts.ts';
import { listForSession, listForStudent } from './attendance-lists.ts';
import { type ReportRequest, type ReportRow, report } from './attendance-report.ts';
import { type FrameRecord, recordFrame } from './record-frame.ts';
import { type ManualChange, type ManualMark, setManualStatus } from './set-manual-status.ts';
import { type UndoneChange, type UndoRequest, undoChange } from './undo-change.ts';

export type Attendance = ReturnType<typeof createAttendance>;

export function createAttendance(store: Store) {
  return {
    recordFrame: (frame: FrameRecord) => recordFrame(store, frame),
    /** See setManualStatus. */
    change: (wanted: ManualChange): Promise<ManualMark> => setManualStatus(store, wanted),
    /** `change` without a reason. */
    setManual: async (sessionId: string, studentId: string, status: AttendanceStatus, actor: string) =>
      (await setManualStatus(store, { sessionId, studentId, status, actor })).record,
    /** See undoChange. */
    undoChange: (id: string, request: UndoRequest): Promise<UndoneChange | undefined> =>
      undoChange(store, id, request),
    find: (sessionId: string, studentId: string): Promise<AttendanceRecord | undefined> =>
      store.read(
        async (manager) => (await manager.findOneBy(attendanceTable, { sessionId, studentId })) ?? undefined,
      ),
    listForSession: (sessionId: string, request?: PageRequest) => listForSession(store, sessionId, request),
    listForStudent: (studentId: string, request?: PageRequest) => listForStudent(store, studentId, request),
    countForSession: (sessionId: string) => countForSession(store, sessionId),
    report: (request: ReportRequest): AsyncIterable<ReportRow> => report(store, request),
  };
}
