import type { Store } from '../../connection/store.ts';
import { matrixPeople, matrixSessions } from './course-matrix.ts';
import { dailySummary, type OffsetSpan } from './daily-summary.ts';
import { type DeviceSpan, deviceUptime } from './device-uptime.ts';
import { recognitionQuality } from './recognition-quality.ts';
import type { ReportSpan } from './report-span.ts';
import { sessionSheet } from './session-sheet.ts';
import { isOfCourses, studentHistory } from './student-history.ts';

export type Reports = ReturnType<typeof createReports>;

/** What reports are made of. Whatever may be long comes some rows at a time. */
export function createReports(store: Store) {
  return {
    sessionSheet: (sessionId: string, group?: string) => sessionSheet(store, sessionId, group),
    matrixSessions: (span: ReportSpan & { readonly courseId: string }, most: number) =>
      matrixSessions(store, span, most),
    matrixPeople: (courseId: string, sessionIds: readonly string[], group?: string) =>
      matrixPeople(store, courseId, sessionIds, group),
    studentHistory: (studentId: string, span: Omit<ReportSpan, 'group'>) =>
      studentHistory(store, studentId, span),
    isOfCourses: (studentId: string, courseIds: readonly string[]) =>
      isOfCourses(store, studentId, courseIds),
    dailySummary: (span: OffsetSpan, now?: Date) => dailySummary(store, span, now),
    recognitionQuality: (span: Omit<OffsetSpan, 'group'>) => recognitionQuality(store, span),
    deviceUptime: (span: DeviceSpan, now?: Date) => deviceUptime(store, span, now),
  };
}
