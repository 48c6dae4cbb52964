import type { Store } from '../connection/store.ts';
import { createLegacyImport, type LegacyImport } from '../legacy/legacy-import.ts';
import { type ApiKeys, createApiKeys } from './api-keys.ts';
import { type Attendance, createAttendance } from './attendance.ts';
import { type AttendanceChanges, createAttendanceChanges } from './attendance-changes.ts';
import { type Audit, createAudit } from './audit.ts';
import { type CheckIns, createCheckIns } from './check-ins.ts';
import { type Closings, createClosings } from './closings.ts';
import { type Conflicts, createConflicts } from './conflicts.ts';
import { type ConsentNotices, createConsentNotices } from './consent-notices.ts';
import { type Consents, createConsents } from './consents.ts';
import { type CorrectionTemplates, createCorrectionTemplates } from './correction-templates.ts';
import { type Corrections, createCorrections } from './corrections.ts';
import { type CourseLecturers, createCourseLecturers } from './course-lecturers.ts';
import { type CourseRules, createCourseRules } from './course-rules.ts';
import { type Courses, createCourses } from './courses.ts';
import { createDeviceSpans, type DeviceSpans } from './device-spans.ts';
import { createDevices, type Devices } from './devices.ts';
import { createDisputes, type Disputes } from './disputes.ts';
import { createEnrolments, type Enrolments } from './enrolments.ts';
import { createErasureReceipts, type ErasureReceipts } from './erasure-receipts.ts';
import { createExcuses, type Excuses } from './excuses.ts';
import { createExpressionCounts, type ExpressionCounts } from './expression-counts.ts';
import { createFirmwareReleases, type FirmwareReleases } from './firmware-releases.ts';
import { createHolidays, type Holidays } from './holidays.ts';
import { createImportGround, type ImportGround } from './import-ground.ts';
import { createImportedSessions, type ImportedSessions } from './imported-sessions.ts';
import { createImports, type Imports } from './imports.ts';
import { createLookAlikes, type LookAlikes } from './look-alikes.ts';
import { createNotificationChannels, type NotificationChannels } from './notifications/channels.ts';
import { createNotificationDeliveries, type NotificationDeliveries } from './notifications/deliveries.ts';
import {
  createNotificationSubscriptions,
  type NotificationSubscriptions,
} from './notifications/subscriptions.ts';
import { createPasswordTokens, type PasswordTokens } from './password-tokens.ts';
import { createPersonRows, type PersonRowsRepository } from './person-rows.ts';
import { createReindexing, type Reindexing } from './reindexing.ts';
import { createReportSchedules, type ReportSchedules } from './report-schedules.ts';
import { createReports, type Reports } from './reports/index.ts';
import { createRetention, type Retention } from './retention.ts';
import { createReviews, type Reviews } from './review/reviews.ts';
import { createRooms, type Rooms } from './rooms.ts';
import { createRosters, type Rosters } from './rosters.ts';
import { createRuleChanges, type RuleChanges } from './rule-changes.ts';
import { createSealedRows, type SealedRows } from './sealed-rows.ts';
import { createSecondFactors, type SecondFactors } from './second-factors.ts';
import { createSemesters, type Semesters } from './semesters.ts';
import { createSeries, type Series } from './series.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSightings, type Sightings } from './sightings.ts';
import { createSiteSettings, type SiteSettingsStore } from './site-settings.ts';
import { createStandings, type Standings } from './standings.ts';
import { createStudents, type Students } from './students.ts';
import { createSubjectData, type SubjectData } from './subject-data.ts';
import { createTemplates, type Templates } from './templates.ts';
import { createTraces, type Traces } from './traces.ts';
import { createUserSessions, type UserSessions } from './user-sessions.ts';
import { createUsers, type Users } from './users.ts';

export type Repositories = {
  readonly semesters: Semesters;
  readonly courses: Courses;
  readonly rooms: Rooms;
  readonly students: Students;
  readonly rosters: Rosters;
  readonly devices: Devices;
  readonly deviceSpans: DeviceSpans;
  readonly firmwareReleases: FirmwareReleases;
  readonly sessions: Sessions;
  readonly series: Series;
  readonly holidays: Holidays;
  readonly conflicts: Conflicts;
  readonly importedSessions: ImportedSessions;
  readonly consents: Consents;
  readonly enrolments: Enrolments;
  readonly templates: Templates;
  readonly reindexing: Reindexing;
  readonly sealedRows: SealedRows;
  readonly personRows: PersonRowsRepository;
  readonly sightings: Sightings;
  readonly attendance: Attendance;
  readonly apiKeys: ApiKeys;
  readonly audit: Audit;
  readonly siteSettings: SiteSettingsStore;
  readonly corrections: Corrections;
  readonly correctionTemplates: CorrectionTemplates;
  readonly lookAlikes: LookAlikes;
  readonly expressionCounts: ExpressionCounts;
  readonly attendanceChanges: AttendanceChanges;
  readonly courseLecturers: CourseLecturers;
  readonly disputes: Disputes;
  readonly reviews: Reviews;
  readonly notificationChannels: NotificationChannels;
  readonly notificationSubscriptions: NotificationSubscriptions;
  readonly notificationDeliveries: NotificationDeliveries;
  readonly reports: Reports;
  readonly reportSchedules: ReportSchedules;
  readonly consentNotices: ConsentNotices;
  readonly checkIns: CheckIns;
  readonly retention: Retention;
  readonly erasureReceipts: ErasureReceipts;
  readonly traces: Traces;
  readonly subjectData: SubjectData;
  readonly courseRules: CourseRules;
  readonly closings: Closings;
  readonly excuses: Excuses;
  readonly ruleChanges: RuleChanges;
  readonly standings: Standings;
  readonly imports: Imports;
  readonly importGround: ImportGround;
  readonly legacy: LegacyImport;
  readonly users: Users;
  readonly secondFactors: SecondFactors;
  readonly userSessions: UserSessions;
  readonly passwordTokens: PasswordTokens;
};

export function createRepositories(store: Store): Repositories {
  return {
    ...createTimetable(store),
    students: createStudents(store),
    devices: createDevices(store),
    deviceSpans: createDeviceSpans(store),
    firmwareReleases: createFirmwareReleases(store),
    consents: createConsents(store),
    enrolments: createEnrolments(store),
    templates: createTemplates(store),
    reindexing: createReindexing(store),
    sealedRows: createSealedRows(store),
    personRows: createPersonRows(store),
    sightings: createSightings(store),
    attendance: createAttendance(store),
    apiKeys: createApiKeys(store),
    audit: createAudit(store),
    siteSettings: createSiteSettings(store),
    corrections: createCorrections(store),
    correctionTemplates: createCorrectionTemplates(store),
    lookAlikes: createLookAlikes(store),
    expressionCounts: createExpressionCounts(store),
    attendanceChanges: createAttendanceChanges(store),
    disputes: createDisputes(store),
    reviews: createReviews(store),
    notificationChannels: createNotificationChannels(store),
    notificationSubscriptions: createNotificationSubscriptions(store),
    notificationDeliveries: createNotificationDeliveries(store),
    reports: createReports(store),
    reportSchedules: createReportSchedules(store),
    consentNotices: createConsentNotices(store),
    checkIns: createCheckIns(store),
    retention: createRetention(store),
    erasureReceipts: createErasureReceipts(store),
    traces: createTraces(store),
    subjectData: createSubjectData(store),
    closings: createClosings(store),
    excuses: createExcuses(store),
    ruleChanges: createRuleChanges(store),
    standings: createStandings(store),
    imports: createImports(store),
    importGround: createImportGround(store),
    legacy: createLegacyImport(store),
    users: createUsers(store),
    secondFactors: createSecondFactors(store),
    userSessions: createUserSessions(store),
    passwordTokens: createPasswordTokens(store),
  };
}

/** Where and when which course is held. */
function createTimetable(store: Store) {
  return {
    semesters: createSemesters(store),
    courses: createCourses(store),
    rooms: createRooms(store),
    rosters: createRosters(store),
    sessions: createSessions(store),
    series: createSeries(store),
    holidays: createHolidays(store),
    conflicts: createConflicts(store),
    importedSessions: createImportedSessions(store),
    courseLecturers: createCourseLecturers(store),
    courseRules: createCourseRules(store),
  };
}
