import type { Database } from '@hadir/db';
import { defineRoute, type Route } from '@hadir/platform';
import { changeRoute, createRoute, listRoute } from '../shared/crud-routes.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { admins, readers } from '../shared/roles.ts';
import { IdParams } from '../shared/schemas.ts';
import { eraseStudent } from './erase-student.ts';
import {
  ErasureReceipt,
  NewStudent,
  Student,
  StudentChange,
  StudentDetails,
  StudentQuery,
} from './student-schemas.ts';

type Deps = Pick<
  ApiDeps,
  'database' | 'objects' | 'announce' | 'sweepQueue' | 'backups' | 'personTraces' | 'receiptSigner' | 'log'
>;

export function studentRoutes(deps: Deps): Route[] {
  const students = {
    noun: 'student',
    plural: 'students',
    order: 'by number',
    schemas: { query: StudentQuery, create: NewStudent, change: StudentChange, row: Student },
    verbs: (all: Pick<Database, 'students'>) => ({ ...all.students, remove: async () => false }),
    removal: '',
  };
  return [
    listRoute(deps, students),
    createRoute(deps, students),
    defineRoute({
      method: 'get',
      path: '/v1/students/:id',
      summary: 'Read a student, with consent, courses and the number of templates',
      tags: ['students'],
      roles: readers,
      schemas: { params: IdParams, response: StudentDetails },
      refusals: ['not-found'],
      handle: ({ params }) => readStudent(deps, params.id),
    }),
    changeRoute(deps, students),
    defineRoute({
      method: 'delete',
      path: '/v1/students/:id',
      summary: 'Erase a student',
      description:
        'Erases the student’s rows, photos, evidence, templates, backups and what Redis knows for good, and answers a receipt, which is kept under the site’s signature. Attendance goes, or is kept as numbers of sessions, as the site has set. Safe to repeat: a second call finds nothing left and says so.',
      tags: ['students'],
      roles: admins,
      schemas: { params: IdParams, response: ErasureReceipt },
      handle: ({ params }, { actor }) => eraseStudent(deps, params.id, actor),
    }),
  ];
}

async function readStudent({ database }: Pick<Deps, 'database'>, id: string) {
  const student = found(await database.students.find(id), 'student');
  const [consent, templates, courseIds] = await Promise.all([
    database.consents.current(id),
    database.templates.countByStudent(id),
    database.rosters.coursesOf(id),
  ]);
  return { ...student, consent: consent ?? null, templates, courseIds };
}
