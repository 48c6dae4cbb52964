import { defineRoute, type Route } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { students, writers } from '../shared/roles.ts';
import { IdParams } from '../shared/schemas.ts';
import { createStudentLimit } from '../shared/student-limit.ts';
import { exportStudent } from './export-student.ts';

type Deps = Pick<ApiDeps, 'database' | 'objects'>;

const streams = {
  'application/zip': 'Rows as JSON and CSV, photos and crops, and a page that explains them.',
};
const description =
  'Everything that is kept about the person: rows, photos, evidence, consent, attendance, disputes, corrections, and who looked. Without sealed templates and without other people. Who asked stands in the audit log.';

export function exportRoutes(deps: Deps): Route[] {
  const limit = createStudentLimit({
    most: 5,
    windowMs: 60 * 60_000,
    message: 'this was asked for often; try again in an hour',
  });
  return [
    defineRoute({
      method: 'get',
      path: '/v1/students/:id/export',
      summary: 'Export what is kept about a student, as a ZIP',
      description,
      tags: ['privacy'],
      roles: writers,
      schemas: { params: IdParams },
      streams,
      refusals: ['not-found'],
      handle: ({ params }, { actor }) => exportStudent(deps, params.id, actor),
    }),
    defineRoute({
      method: 'get',
      path: '/v1/me/export',
      summary: 'Export what is kept about oneself, as a ZIP',
      description,
      tags: ['me'],
      roles: students,
      schemas: {},
      streams,
      refusals: ['too-many-requests'],
      handle: (_input, { actor }) => {
        limit.take(actor.id);
        return exportStudent(deps, actor.id, actor);
      },
    }),
  ];
}
