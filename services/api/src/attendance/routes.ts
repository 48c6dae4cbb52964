import { defineRoute, type Route } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { ownSession } from '../shared/own-session.ts';
import { courseReaders, courseWriters, readers } from '../shared/roles.ts';
import { IdParams, PageQuery, pageOf } from '../shared/schemas.ts';
import {
  ChangedRecord,
  ChangedRecords,
  ManualStatus,
  ManualStatuses,
  ManualStatusParams,
  RecordHistory,
  SessionAttendance,
  StudentAttendance,
  UndoChange,
  UndoneChange,
} from './attendance-schemas.ts';
import { changeStatuses } from './change-status.ts';
import { explainRecord } from './explain-record.ts';
import { undoChange } from './undo-change.ts';

type Deps = Pick<ApiDeps, 'database' | 'live'>;

const path = '/v1/sessions/:id/attendance';
const tags = ['attendance'];

export function attendanceRoutes(deps: Deps): Route[] {
  return [
    sessionRoute(deps),
    statusRoute(deps),
    statusesRoute(deps),
    historyRoute(deps),
    undoRoute(deps),
    studentRoute(deps),
  ];
}

function sessionRoute(deps: Deps): Route {
  return defineRoute({
    method: 'get',
    path,
    summary: "Read a session's attendance: the roster with its records, and counts",
    tags,
    roles: courseReaders,
    schemas: { params: IdParams, query: PageQuery, response: SessionAttendance },
    refusals: ['not-found'],
    handle: async ({ params: { id }, query }, { actor }) => {
      const { database } = deps;
      const session = await ownSession(deps, actor, id);
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
    description:
      'No camera changes it afterwards. Who did it and why stays with the record; the change can be undone.',
    tags,
    roles: courseWriters,
    schemas: { params: ManualStatusParams, body: ManualStatus, response: ChangedRecord },
    refusals: ['not-found'],
    handle: async ({ params: { id, studentId }, body: { status, reason } }, { actor }) => {
      const [changed] = await changeStatuses(deps, id, { items: [{ studentId, status }], reason }, actor);
      return found(changed, 'student on the roster');
    },
  });
}

function statusesRoute(deps: Deps): Route {
  return defineRoute({
    method: 'post',
    path,
    summary: 'Set the status of several students by hand, all or none',
    tags,
    roles: courseWriters,
    schemas: { params: IdParams, body: ManualStatuses, response: ChangedRecords },
    refusals: ['not-found', 'unprocessable'],
    handle: async ({ params: { id }, body }, { actor }) => ({
      items: await changeStatuses(deps, id, body, actor),
    }),
  });
}

function historyRoute(deps: Deps): Route {
  return defineRoute({
    method: 'get',
    path: `${path}/:studentId`,
    summary: 'Read how a record came to be',
    description:
      'Sightings with their scores and reasons, where the face crop is read, who changed it, when and why, corrections, disputes and excuses.',
    tags,
    roles: courseWriters,
    schemas: { params: ManualStatusParams, response: RecordHistory },
    refusals: ['not-found'],
    handle: ({ params: { id, studentId } }, { actor }) =>
      explainRecord(deps, { sessionId: id, studentId }, actor),
  });
}

function undoRoute(deps: Deps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/attendance-changes/:id/undo',
    summary: 'Undo a change that was made by hand',
    description:
      'The record is as before, by what cameras have seen until now. Refused when something newer stands on it.',
    tags,
    roles: courseWriters,
    schemas: { params: IdParams, body: UndoChange, response: UndoneChange },
    refusals: ['not-found', 'conflict'],
    handle: ({ params: { id }, body: { reason = null } }, { actor }) => undoChange(deps, id, reason, actor),
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
