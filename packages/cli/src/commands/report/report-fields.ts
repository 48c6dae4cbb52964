import { z } from 'zod';
import type { ApiClient, Query } from '../../api/api-client.ts';
import { findCourse, findRoom, findStudent } from '../../api/find.ts';
import { option } from '../../command/define-command.ts';
import { day, oneOf, text } from '../../command/fields.ts';

export const REPORT_NAMES = [
  'attendance',
  'session-sheet',
  'course-matrix',
  'student-history',
  'daily-summary',
  'at-risk',
  'device-uptime',
  'recognition-quality',
] as const;
export const FILE_FORMATS = ['csv', 'xlsx', 'pdf'] as const;
const LANGUAGES = ['en', 'id'] as const;

/** By what people call things; the api takes ids. */
export const filterFields = {
  course: option('--course <code>', 'only of this course', text.optional()),
  session: option('--session <id>', 'of this session', z.uuid('must be a session’s id').optional()),
  student: option('--student <number>', 'of this student', text.optional()),
  room: option('--room <name>', 'only in this room', text.optional()),
  group: option('--group <label>', 'only of those with this label on the roster', text.optional()),
  status: option(
    '--status <status>',
    'only of those with this status',
    oneOf(['present', 'late', 'absent', 'excused']).optional(),
  ),
  lang: option('--lang <language>', 'en or id, of an xlsx or pdf', oneOf(LANGUAGES).default('en')),
};

export const dayFields = {
  from: option('--from <day>', 'the first day on the campus', day.optional()),
  to: option('--to <day>', 'the last day', day.optional()),
};

type Filters = {
  readonly course: string | undefined;
  readonly session: string | undefined;
  readonly student: string | undefined;
  readonly room: string | undefined;
  readonly group: string | undefined;
  readonly status: string | undefined;
};

/** What was named, as ids. Throws CliError for what does not exist. */
export async function filtersOf(
  api: ApiClient,
  { course, session, student, room, group, status }: Filters,
): Promise<Query> {
  return {
    courseId: course === undefined ? undefined : (await findCourse(api, course)).id,
    sessionId: session,
    studentId: student === undefined ? undefined : (await findStudent(api, student)).id,
    roomId: room === undefined ? undefined : (await findRoom(api, room)).id,
    group,
    status,
  };
}
