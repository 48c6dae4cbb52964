import { z } from 'zod';

/** What commands read of the api's answers. Loose: fields they do not know stay in `--json`. */
export const Student = z.looseObject({ id: z.string(), number: z.string(), name: z.string() });
export type Student = z.output<typeof Student>;

export const Consent = z.looseObject({
  noticeVersion: z.string(),
  grantedAt: z.string(),
  withdrawnAt: z.string().nullable(),
});

export const StudentDetails = Student.extend({
  consent: Consent.nullable(),
  templates: z.number(),
  courseIds: z.array(z.string()),
});

export const Course = z.looseObject({ id: z.string(), code: z.string(), name: z.string() });
export type Course = z.output<typeof Course>;

export const Room = z.looseObject({ id: z.string(), name: z.string() });
export type Room = z.output<typeof Room>;

export const RosterEntry = z.looseObject({
  student: Student,
  groupName: z.string().nullish(),
  createdAt: z.string(),
});

export const Device = z.looseObject({
  id: z.string(),
  name: z.string(),
  roomId: z.string().nullable(),
  authMode: z.string(),
  revokedAt: z.string().nullable(),
  lastSeenAt: z.string().nullable(),
});
export type Device = z.output<typeof Device>;
export const DeviceWithKey = z.looseObject({ device: Device, key: z.string() });

export const ClassSession = z.looseObject({
  id: z.string(),
  courseId: z.string(),
  roomId: z.string(),
  startsAt: z.string(),
  endsAt: z.string(),
  opensBeforeMinutes: z.number(),
  lateAfterMinutes: z.number(),
  scope: z.string(),
  status: z.string(),
  cancelReason: z.string().nullish(),
  movedFrom: z.string().nullish(),
});
export type ClassSession = z.output<typeof ClassSession>;

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

export const EnrolmentPhoto = z.looseObject({
  status: z.string(),
  reason: z.string().nullable(),
  advice: z.string().nullable(),
  measured: z.record(z.string(), z.number()).nullish(),
  similarStudentId: z.string().nullish(),
});
export type EnrolmentPhoto = z.output<typeof EnrolmentPhoto>;
export const Enrolment = z.looseObject({
  id: z.string(),
  status: z.string(),
  photos: z.array(EnrolmentPhoto),
  coverage: z.looseObject({ advice: z.string().nullable() }),
});
export type Enrolment = z.output<typeof Enrolment>;

const AttendanceRecord = z.looseObject({
  status: z.string(),
  statusSource: z.string(),
  firstSeenAt: z.string().nullable(),
  lastSeenAt: z.string().nullable(),
  score: z.number().nullable(),
  leftEarly: z.boolean().nullish(),
});
export const SessionAttendance = z.object({
  session: ClassSession,
  counts: z.looseObject({
    present: z.number(),
    late: z.number(),
    absent: z.number(),
    excused: z.number(),
    unseen: z.number(),
    unknownSightings: z.number(),
  }),
  items: z.array(z.looseObject({ student: Student, record: AttendanceRecord.nullable() })),
  nextCursor: z.string().nullable(),
});
export type SessionAttendance = z.output<typeof SessionAttendance>;

export const ReportRow = z.looseObject({
  date: z.string(),
  startsAt: z.string(),
  courseCode: z.string(),
  roomName: z.string(),
  studentNumber: z.string(),
  studentName: z.string(),
  status: z.string().nullable(),
  firstSeenAt: z.string().nullable(),
});
export type ReportRow = z.output<typeof ReportRow>;
export const AttendanceReport = z.looseObject({
  from: z.string(),
  to: z.string(),
  rows: z.array(ReportRow),
});
export type AttendanceReport = z.output<typeof AttendanceReport>;
