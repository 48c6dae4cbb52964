import type { Excuse as ExcuseRow } from '@hadir/db';
import { type Actor, AppError, defineRoute, type Route } from '@hadir/platform';
import { withUploadSlot } from '../enrolments/upload-slots.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { assertOwnCourse, ownCourses } from '../shared/own-courses.ts';
import { courseWriters } from '../shared/roles.ts';
import { IdParams, pageOf } from '../shared/schemas.ts';
import { addExcuse } from './add-excuse.ts';
import { keepAttachment, readAttachment } from './attachments.ts';
import {
  ChangedExcuse,
  Excuse,
  ExcuseAttachment,
  ExcuseQuery,
  ExcuseWithdrawal,
  NewExcuse,
} from './excuse-schemas.ts';
import { receiveAttachment } from './receive-attachment.ts';
import { withdrawExcuse } from './withdraw-excuse.ts';

type Deps = Pick<ApiDeps, 'database' | 'objects' | 'timeZone' | 'live'>;

const path = '/v1/excuses';
const tags = ['excuses'];

export function excuseRoutes(deps: Deps): Route[] {
  return [listRoute(deps), addRoute(deps), withdrawRoute(deps), ...attachmentRoutes(deps)];
}

function listRoute(deps: Deps): Route {
  return defineRoute({
    method: 'get',
    path,
    summary: 'List excuses, the newest first',
    description: 'A lecturer sees those that speak of a course of theirs.',
    tags,
    roles: courseWriters,
    schemas: { query: ExcuseQuery, response: pageOf('ExcusePage', Excuse) },
    handle: async ({ query: { courseId, withdrawn, ...query } }, { actor }) => {
      const wanted = courseId === undefined ? undefined : [courseId];
      const own = await ownCourses(deps, actor);
      const courseIds = own && wanted ? wanted.filter((id) => own.includes(id)) : (wanted ?? own);
      const page = await deps.database.excuses.list({ ...query, courseIds, withdrawn: withdrawn === 'true' });
      return { ...page, items: page.items.map(viewOf) };
    },
  });
}

function addRoute(deps: Deps): Route {
  return defineRoute({
    method: 'post',
    path,
    summary: 'Excuse a student from a session, or from some days',
    description:
      'Before or after the fact. Only an absence that came of closing becomes excused: who was seen stays present, and what a person decided stays.',
    tags,
    roles: courseWriters,
    status: 201,
    schemas: { body: NewExcuse, response: ChangedExcuse },
    refusals: ['not-found', 'unprocessable'],
    handle: async ({ body }, { actor }) => changedViewOf(await addExcuse(deps, body, actor)),
  });
}

function withdrawRoute(deps: Deps): Route {
  return defineRoute({
    method: 'post',
    path: `${path}/:id/withdraw`,
    summary: 'Withdraw an excuse',
    description:
      'What it had excused is absent again, unless another excuse covers it or the person was seen.',
    tags,
    roles: courseWriters,
    schemas: { params: IdParams, body: ExcuseWithdrawal, response: ChangedExcuse },
    refusals: ['not-found', 'conflict'],
    handle: async ({ params: { id }, body: { reason } }, { actor }) => {
      await allowed(deps, id, actor);
      return changedViewOf(await withdrawExcuse(deps, { id, reason }, actor));
    },
  });
}

function attachmentRoutes(deps: Deps): Route[] {
  const attachmentPath = `${path}/:id/attachment`;
  return [
    defineRoute({
      method: 'put',
      path: attachmentPath,
      summary: 'Keep a document with an excuse',
      tags,
      roles: courseWriters,
      schemas: { params: IdParams, multipart: ExcuseAttachment, response: Excuse },
      refusals: ['not-found', 'conflict', 'too-large', 'unsupported-media'],
      handle: async ({ params: { id } }, { actor, req, res }) => {
        const excuse = await allowed(deps, id, actor);
        const keep = async () => keepAttachment(deps, excuse, await receiveAttachment(req, res), actor);
        return viewOf(await withUploadSlot(keep));
      },
    }),
    defineRoute({
      method: 'get',
      path: attachmentPath,
      summary: 'Read the document of an excuse',
      description: 'Who reads it is kept in the audit log.',
      tags,
      roles: courseWriters,
      schemas: { params: IdParams },
      streams: {
        'application/pdf': 'The document as it was sent.',
        'image/jpeg': 'The document as it was sent.',
        'image/png': 'The document as it was sent.',
      },
      refusals: ['not-found'],
      handle: async ({ params: { id } }, { actor }) =>
        readAttachment(deps, await allowed(deps, id, actor), actor),
    }),
  ];
}

/** The excuse, if the actor may deal with it: a lecturer with those of a course of theirs. */
async function allowed(deps: Deps, id: string, actor: Actor): Promise<ExcuseRow> {
  const excuse = found(await deps.database.excuses.find(id), 'excuse');
  if (excuse.courseId !== null) await assertOwnCourse(deps, actor, excuse.courseId);
  else if (actor.role === 'lecturer') {
    throw new AppError('forbidden', 'this excuse speaks of every course; ask staff');
  }
  return excuse;
}

function viewOf(row: ExcuseRow) {
  const { attachmentKey, attachmentType, attachmentBytes, ...excuse } = row;
  const attachment =
    attachmentKey === null ? null : { contentType: attachmentType ?? '', bytes: attachmentBytes ?? 0 };
  return { ...excuse, attachment };
}

function changedViewOf({ excuse, sessionIds }: { excuse: ExcuseRow; sessionIds: readonly string[] }) {
  return { excuse: viewOf(excuse), changedSessions: [...sessionIds] };
}
