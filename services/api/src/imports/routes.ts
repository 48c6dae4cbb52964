import type { Import, Page } from '@hadir/db';
import { AppError, defineRoute, type Route } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { writers } from '../shared/roles.ts';
import { IdParams } from '../shared/schemas.ts';
import { applyImport } from './apply-import.ts';
import { checkImport } from './check-import.ts';
import {
  ImportChangePage,
  ImportPageQuery,
  ImportProblemPage,
  ImportView,
  NewImport,
} from './import-schemas.ts';
import type { Content } from './kinds.ts';
import { receiveImport } from './receive-import.ts';

type Deps = Pick<ApiDeps, 'database' | 'announce' | 'timeZone'>;

const tags = ['imports'];

export function importRoutes(deps: Deps): Route[] {
  return [checkRoute(deps), applyRoute(deps), ...readingRoutes(deps)];
}

function checkRoute(deps: Deps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/imports',
    summary: 'Check a file of students, rosters or a timetable',
    description:
      'Reads a CSV or XLSX, lists every problem by row and says what applying would create, change and remove. Writes nothing else. It can be applied for 24 hours.',
    tags,
    roles: writers,
    status: 201,
    schemas: { multipart: NewImport, response: ImportView },
    refusals: ['unsupported-media', 'too-large', 'unavailable'],
    handle: async (_input, { actor, req, res }) =>
      viewOf(await withImportSlot(async () => checkImport(deps, await receiveImport(req, res), actor))),
  });
}

function applyRoute(deps: Deps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/imports/:id/apply',
    summary: 'Write a file that was checked',
    description:
      'All in one transaction, or nothing: refused when what is there has changed so that there is a new error. A second call changes nothing.',
    tags,
    roles: writers,
    schemas: { params: IdParams, response: ImportView },
    refusals: ['not-found', 'conflict', 'unavailable'],
    handle: async ({ params }, { actor }) =>
      viewOf(await withImportSlot(() => applyImport(deps, params.id, actor))),
  });
}

function readingRoutes({ database }: Deps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/imports/:id',
      summary: 'Read what became of a file',
      tags,
      roles: writers,
      schemas: { params: IdParams, response: ImportView },
      refusals: ['not-found'],
      handle: async ({ params }) => viewOf(found(await database.imports.find(params.id), 'import')),
    }),
    defineRoute({
      method: 'get',
      path: '/v1/imports/:id/problems',
      summary: 'List the problems of a file by row',
      tags,
      roles: writers,
      schemas: { params: IdParams, query: ImportPageQuery, response: ImportProblemPage },
      refusals: ['not-found'],
      handle: async ({ params, query }) =>
        pageFrom(contentOf(found(await database.imports.find(params.id), 'import')).problems, query),
    }),
    defineRoute({
      method: 'get',
      path: '/v1/imports/:id/changes',
      summary: 'List what applying a file would do',
      description: 'Empty once it was applied: the audit log tells who did it, the counts what it did.',
      tags,
      roles: writers,
      schemas: { params: IdParams, query: ImportPageQuery, response: ImportChangePage },
      refusals: ['not-found'],
      handle: async ({ params, query }) =>
        pageFrom(contentOf(found(await database.imports.find(params.id), 'import')).changes, query),
    }),
  ];
}

/** Without the rows, and without what may name people. */
function viewOf({ content: _rows, ...row }: Import) {
  return row;
}

function contentOf({ content }: Import): Content {
  return (content as Content | null) ?? { rows: [], problems: [], changes: [] };
}

function pageFrom<Item>(items: readonly Item[], { limit, cursor = '0' }: ImportPageQuery): Page<Item> {
  const from = Number(cursor);
  const end = from + limit;
  return { items: items.slice(from, end), nextCursor: end < items.length ? String(end) : null };
}

/** Files that are read at once: one may take tens of megabytes while it is. */
const MAX_AT_ONCE = 2;
let underWay = 0;

async function withImportSlot<Result>(work: () => Promise<Result>): Promise<Result> {
  if (underWay >= MAX_AT_ONCE) {
    throw new AppError('unavailable', 'other files are being read; try again', { retryAfterSeconds: 5 });
  }
  underWay += 1;
  try {
    return await work();
  } finally {
    underWay -= 1;
  }
}
