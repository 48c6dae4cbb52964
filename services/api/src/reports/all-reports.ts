import type { ReportDefinition } from './define-report.ts';
import { atRiskReport } from './documents/at-risk.ts';
import { attendanceReport } from './documents/attendance.ts';
import { courseMatrixReport } from './documents/course-matrix.ts';
import { dailySummaryReport } from './documents/daily-summary.ts';
import { deviceUptimeReport } from './documents/device-uptime.ts';
import { recognitionQualityReport } from './documents/recognition-quality.ts';
import { sessionSheetReport } from './documents/session-sheet.ts';
import { studentHistoryReport } from './documents/student-history.ts';

/** Every report there is. */
export const allReports: readonly ReportDefinition[] = [
  attendanceReport,
  sessionSheetReport,
  courseMatrixReport,
  studentHistoryReport,
  dailySummaryReport,
  atRiskReport,
  deviceUptimeReport,
  recognitionQualityReport,
];
