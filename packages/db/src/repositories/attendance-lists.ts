import type { EntitySchema } from 'typeorm';
import type { Store } from '../connection/store.ts';
import { limitOf, type Order, type Page, type PageRequest, pageOf, startOf } from '../page.ts';
import { type AttendanceRecord, attendanceTable } from '../tables/attendance-record.ts';
import { type ClassSession, sessionTable } from '../tables/class-session.ts';
import { type Course, courseTable } from '../tables/course.ts';
import { type Student, studentTable } from '../tables/student.ts';
import { readPage } from './keyset.ts';

/** One person of a session; `record` is null for one who has neither been seen nor marked by hand. */
export type SessionAttendance = { readonly student: Student; readonly record: AttendanceRecord | null };
export type StudentAttendance = AttendanceRecord & {
  readonly session: ClassSession;
  readonly course: Course;
};

const byNumber: Order<SessionAttendance> = {
  list: 'session-attendance',
  kinds: ['text'],
  keyOf: (item) => [item.student.number],
};
const newestFirst: Order<StudentAttendance> = {
  list: 'student-attendance',
  kinds: ['moment', 'text'],
  keyOf: (item) => [item.session.startsAt.toISOString(), item.id],
};

/**
 * The roster, and whoever has a record without being on it any more, in the order of student numbers. Of a session for the campus
 * those with a record alone.
 */
export async function listForSession(
  store: Store,
  sessionId: string,
  request: PageRequest = {},
): Promise<Page<SessionAttendance>> {
  return store.read(async (manager) => {
    const after = startOf(byNumber, request)?.[0] ?? '';
    const people: { id: string }[] = await manager.query(
      `SELECT s.id FROM (
         SELECT r.student_id FROM class_sessions c JOIN roster_entries r ON r.course_id = c.course_id
         WHERE c.id = ? AND c.scope = 'roster'
         UNION SELECT a.student_id FROM attendance_records a WHERE a.session_id = ?
       ) p JOIN students s ON s.id = p.student_id WHERE s.number > ? ORDER BY s.number LIMIT ?`,
      [sessionId, sessionId, after, limitOf(request) + 1],
    );
    if (people.length === 0) return { items: [], nextCursor: null };
    type Joined = Student & { readonly record: AttendanceRecord | null };
    const rows = await manager
      .createQueryBuilder<Joined>(studentTable as EntitySchema<Joined>, 's')
      .leftJoinAndMapOne(
        's.record',
        attendanceTable.options.name,
        'a',
        'a.studentId = s.id AND a.sessionId = :sessionId',
        { sessionId },
      )
      .where('s.id IN (:...ids)', { ids: people.map((person) => person.id) })
      .orderBy('s.number')
      .getMany();
    return pageOf(
      byNumber,
      request,
      rows.map(({ record, ...student }) => ({ student, record: record ?? null })),
    );
  });
}

/** The student's records with their sessions, the newest session first. */
export async function listForStudent(
  store: Store,
  studentId: string,
  request: PageRequest = {},
): Promise<Page<StudentAttendance>> {
  return store.read((manager) => {
    const query = manager
      .createQueryBuilder<StudentAttendance>(attendanceTable as EntitySchema<StudentAttendance>, 'a')
      .innerJoinAndMapOne('a.session', sessionTable.options.name, 's', 's.id = a.sessionId')
      .innerJoinAndMapOne('a.course', courseTable.options.name, 'c', 'c.id = s.courseId')
      .where('a.studentId = :studentId', { studentId });
    return readPage(query, newestFirst, ['s.startsAt', 'a.id'], request, 'DESC');
  });
}
