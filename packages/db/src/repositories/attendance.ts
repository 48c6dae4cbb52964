import type { Store } from '../connection/store.ts';
import type { PageRequest } from '../page.ts';
import type { AttendanceStatus } from '../tables/attendance-record.ts';
import { countForSession } from './attendance-counts.ts';
import { listForSession, listForStudent } from './attendance-lists.ts';
import { type ReportRequest, type ReportRow, report } from './attendance-report.ts';
import { type FrameRecord, recordFrame } from './record-frame.ts';
import { setManualStatus } from './set-manual-status.ts';

export type Attendance = ReturnType<typeof createAttendance>;

export function createAttendance(store: Store) {
  return {
    recordFrame: (frame: FrameRecord) => recordFrame(store, frame),
    setManual: (sessionId: string, studentId: string, status: AttendanceStatus, actor: string) =>
      setManualStatus(store, sessionId, studentId, status, actor),
    listForSession: (sessionId: string, request?: PageRequest) => listForSession(store, sessionId, request),
    listForStudent: (studentId: string, request?: PageRequest) => listForStudent(store, studentId, request),
    countForSession: (sessionId: string) => countForSession(store, sessionId),
    report: (request: ReportRequest): AsyncIterable<ReportRow> => report(store, request),
  };
}
