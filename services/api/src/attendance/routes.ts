import { defineRoute, type Route } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { readers, writers } from '../shared/roles.ts';
import { IdParams, PageQuery, pageOf } from '../shared/schemas.ts';
import {
  AttendanceRecord,
  ManualStatus,
  ManualStatusParams,
  SessionAttendance,
  StudentAttendance,
} from './attendance-schemas.ts';
import { setStatus } from './set-status.ts';

type Deps = Pick<ApiDeps, 'database'>;

const path = '/v1/sessions/:id/attendance';
const tags = ['attendance'];

export function attendanceRoutes(deps: Deps): Route[] {
  return [sessionRoute(deps), statusRoute(deps), studentRoute(deps)];
}

function sessionRoute({ database }: Deps): Route {
  return defineRoute({
    method: 'get',
    path,
    summary: "Read a session's attendance: the roster with its records, and counts",
    tags,
    roles: readers,
    schemas: { params: IdParams, query: PageQuery, response: SessionAttendance },
    refusals: ['not-found'],
    handle: async ({ params: { id }, query }) => {
      const session = found(await database.sessions.find(id), 'session');
      const [counts, page] = await Promise.all([
        database.attendance.countForSession(id),
        database.attendance.listForSession(id, query),
      ]);
      return { session, counts, ...page };
    },
  });
}

function statusRoute(deps: Deps): Route {
  return defineRoute({
    method: 'put',
    path: `${path}/:studentId`,
    summary: "Set a student's status by hand",
    description: 'No camera changes it afterwards. Who did it and why is kept in the audit log.',
    tags,
    roles: writers,
    schemas: { params: ManualStatusParams, body: ManualStatus, response: AttendanceRecord },
    refusals: ['not-found'],
    handle: ({ params: { id, studentId }, body }, { actor }) =>
      setStatus(deps, { sessionId: id, studentId }, body, actor),
  });
}

function studentRoute({ database }: Deps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/students/:id/attendance',
    summary: "List a student's attendance records, the newest session first",
    tags,
    roles: readers,
    schemas: {
      params: IdParams,
      query: PageQuery,
      response: pageOf('StudentAttendancePage', StudentAttendance),
    },
    refusals: ['not-found'],
    handle: async ({ params: { id }, query }) => {
      found(await database.students.find(id), 'student');
      return database.attendance.listForStudent(id, query);
    },
  });
}
