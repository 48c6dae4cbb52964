import { defineRoute, type Route } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { courseWriters, students } from '../shared/roles.ts';
import { IdParams } from '../shared/schemas.ts';
import { createStudentLimit } from '../shared/student-limit.ts';
import { CheckedIn, CodeView, NewCheckIn } from './check-in-schemas.ts';
import { checkInStudent } from './check-in-student.ts';
import { showCode } from './show-code.ts';

type Deps = Pick<ApiDeps, 'database' | 'checkInCodes' | 'live' | 'signIn'>;

export function checkInRoutes(deps: Deps): Route[] {
  // Plenty for who scans, and too few to try what others send.
  const limit = createStudentLimit({
    most: 20,
    windowMs: 60_000,
    message: 'too many check-ins were tried; wait a moment',
  });
  return [
    defineRoute({
      method: 'get',
      path: '/v1/sessions/:id/check-in-code',
      summary: 'Read the check-in code of this moment',
      description:
        'For who teaches the session to show in the room: students scan it and are marked without their face, whether they agreed to be recognised or not. It changes every 10 seconds and is taken for 20 at most.',
      tags: ['check-in'],
      roles: courseWriters,
      schemas: { params: IdParams, response: CodeView },
      refusals: ['not-found', 'conflict'],
      handle: ({ params }, { actor, req }) => {
        const origin = deps.signIn.publicUrl?.href ?? `${req.protocol}://${req.get('host')}`;
        return showCode(deps, params.id, actor, origin);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/me/check-in',
      summary: 'Check in with the code that is shown in the room',
      description:
        'For who is on the roster, while check-in is open: present or late by the rule of the session. The same again changes nothing, and neither does a code once a camera or a person has set the record.',
      tags: ['me'],
      roles: students,
      schemas: { body: NewCheckIn, response: CheckedIn },
      refusals: ['conflict', 'unprocessable', 'not-found', 'too-many-requests'],
      handle: ({ body }, { actor }) => checkInStudent({ ...deps, limit }, actor, body.code),
    }),
  ];
}
