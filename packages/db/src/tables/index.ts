import { apiKeyTable } from './api-key.ts';
import { attendanceChangeTable } from './attendance-change.ts';
import { attendanceTable } from './attendance-record.ts';
import { auditTable } from './audit-entry.ts';
import { auditHeadTable } from './audit-head.ts';
import { sessionTable } from './class-session.ts';
import { consentTable } from './consent.ts';
import { consentDeclineTable } from './consent-decline.ts';
import { consentNoticeTable } from './consent-notice.ts';
import { correctionTable } from './correction.ts';
import { correctionTemplateTable } from './correction-template.ts';
import { courseTable } from './course.ts';
import { courseLecturerTable } from './course-lecturer.ts';
import { courseRuleTable } from './course-rule.ts';
import { deviceTable } from './device.ts';
import { deviceSpanTable } from './device-span.ts';
import { disputeTable } from './dispute.ts';
import { enrolmentTable } from './enrolment.ts';
import { erasedAttendanceTable } from './erased-attendance.ts';
import { erasureReceiptTable } from './erasure-receipt.ts';
import { excuseTable } from './excuse.ts';
import { expressionCountTable } from './expression-count.ts';
import { firmwareReleaseTable } from './firmware-release.ts';
import { galleryCounterTable } from './gallery-counter.ts';
import { holidayTable } from './holiday.ts';
import { importTable } from './import.ts';
import { importedSessionTable } from './imported-session.ts';
import { legacyIdTable } from './legacy-id.ts';
import { lookAlikePairTable } from './look-alike-pair.ts';
import { notificationChannelTable } from './notification-channel.ts';
import { notificationDeliveryTable, notificationItemTable } from './notification-delivery.ts';
import { notificationSubscriptionTable } from './notification-subscription.ts';
import { outboxTable } from './outbox-event.ts';
import { passwordTokenTable, recoveryCodeTable } from './password-token.ts';
import { photoTable } from './photo.ts';
import { reportScheduleTable } from './report-schedule.ts';
import { retentionMarkTable, retentionRunTable } from './retention.ts';
import { reviewActionTable } from './review-action.ts';
import { reviewItemTable } from './review-item.ts';
import { roomTable } from './room.ts';
import { rosterTable } from './roster-entry.ts';
import { ruleApplicationTable } from './rule-application.ts';
import { semesterTable } from './semester.ts';
import { seriesTable } from './session-series.ts';
import { sightingTable } from './sighting.ts';
import { siteSettingsTable } from './site-settings.ts';
import { studentTable } from './student.ts';
import { templateTable } from './template.ts';
import { userTable } from './user.ts';
import { userSessionTable } from './user-session.ts';

export const tables = [
  semesterTable,
  courseTable,
  roomTable,
  studentTable,
  rosterTable,
  deviceTable,
  sessionTable,
  galleryCounterTable,
  consentTable,
  enrolmentTable,
  photoTable,
  templateTable,
  sightingTable,
  attendanceTable,
  apiKeyTable,
  auditTable,
  auditHeadTable,
  disputeTable,
  reviewItemTable,
  reviewActionTable,
  siteSettingsTable,
  correctionTable,
  correctionTemplateTable,
  lookAlikePairTable,
  expressionCountTable,
  userTable,
  userSessionTable,
  passwordTokenTable,
  recoveryCodeTable,
  courseLecturerTable,
  attendanceChangeTable,
  outboxTable,
  notificationChannelTable,
  notificationSubscriptionTable,
  notificationDeliveryTable,
  notificationItemTable,
  reportScheduleTable,
  courseRuleTable,
  ruleApplicationTable,
  excuseTable,
  importTable,
  legacyIdTable,
  holidayTable,
  seriesTable,
  importedSessionTable,
  deviceSpanTable,
  consentNoticeTable,
  consentDeclineTable,
  erasedAttendanceTable,
  retentionMarkTable,
  retentionRunTable,
  erasureReceiptTable,
  firmwareReleaseTable,
] as const;
