import type { Database, Page, Repositories } from '@hadir/db';
import type { Role, Route } from '@hadir/platform';
import type { z } from 'zod';
import { audited } from './audited.ts';
import { created, found } from './found.ts';
import { readers, writers } from './roles.ts';
import { IdParams, pageOf } from './schemas.ts';

type Schemas = {
  /** What a list takes beside a page. */
  readonly query: z.ZodObject;
  readonly create: z.ZodType;
  readonly change: z.ZodType;
  readonly row: z.ZodType<{ readonly id: string }>;
};

type Verbs<S extends Schemas> = {
  list(query: z.output<S['query']>): Promise<Page<z.output<S['row']>>>;
  create(row: z.output<S['create']>): Promise<z.output<S['row']>>;
  find(id: string): Promise<z.output<S['row']> | undefined>;
  update(id: string, change: z.output<S['change']>): Promise<z.output<S['row']> | undefined>;
  remove(id: string): Promise<boolean>;
};

export type Resource<S extends Schemas> = {
  /** In audit entries and refusals: `room`. */
  readonly noun: string;
  /** In paths: `rooms`. */
  readonly plural: string;
  /** How a list is ordered, for its summary: `by name`. */
  readonly order: string;
  readonly schemas: S;
  readonly verbs: (repositories: Repositories) => Verbs<S>;
  /** Who may look; readers unless told. */
  readonly readers?: readonly Role[];
  /** What removing means for what hangs on it. */
  readonly removal: string;
};

type Deps = { readonly database: Database };

/** The five routes that every resource has: list, create, read, change, remove. */
export function crudRoutes<S extends Schemas>(deps: Deps, resource: Resource<S>) {
  return [
    listRoute(deps, resource),
    createRoute(deps, resource),
    readRoute(deps, resource),
    changeRoute(deps, resource),
    removeRoute(deps, resource),
  ];
}

export function listRoute<S extends Schemas>({ database }: Deps, resource: Resource<S>): Route {
  const { plural, order, schemas, verbs } = resource;
  const page = `${schemas.row.meta()?.id}Page`;
  return {
    method: 'get',
    path: `/v1/${plural}`,
    summary: `List ${plural} ${order}`,
    tags: [plural],
    roles: resource.readers ?? readers,
    schemas: { query: schemas.query, response: pageOf(page, schemas.row) },
    handle: ({ query }) => verbs(database).list(query as z.output<S['query']>),
  };
}

export function createRoute<S extends Schemas>({ database }: Deps, resource: Resource<S>): Route {
  const { noun, plural, schemas, verbs } = resource;
  return {
    method: 'post',
    path: `/v1/${plural}`,
    summary: `Add a ${noun}`,
    tags: [plural],
    roles: writers,
    status: 201,
    schemas: { body: schemas.create, response: schemas.row },
    refusals: ['conflict', 'unprocessable'],
    handle: async ({ body }, { actor }) => {
      const deed = { actor, action: `${noun}.create`, subject: (row: z.output<S['row']>) => row.id };
      const create = (all: Repositories) => verbs(all).create(body as z.output<S['create']>);
      return created(await audited(database, deed, create));
    },
  };
}

function readRoute<S extends Schemas>({ database }: Deps, resource: Resource<S>): Route {
  const { noun, plural, schemas, verbs } = resource;
  return {
    method: 'get',
    path: `/v1/${plural}/:id`,
    summary: `Read a ${noun}`,
    tags: [plural],
    roles: resource.readers ?? readers,
    schemas: { params: IdParams, response: schemas.row },
    refusals: ['not-found'],
    handle: async ({ params }) => found(await verbs(database).find(idOf(params)), noun),
  };
}

export function changeRoute<S extends Schemas>({ database }: Deps, resource: Resource<S>): Route {
  const { noun, plural, schemas, verbs } = resource;
  return {
    method: 'patch',
    path: `/v1/${plural}/:id`,
    summary: `Change a ${noun}`,
    tags: [plural],
    roles: writers,
    schemas: { params: IdParams, body: schemas.change, response: schemas.row },
    refusals: ['not-found', 'conflict', 'unprocessable'],
    handle: async ({ params, body }, { actor }) => {
      const id = idOf(params);
      const deed = { actor, action: `${noun}.update`, subject: id };
      const update = (all: Repositories) => verbs(all).update(id, body as z.output<S['change']>);
      return found(await audited(database, deed, update), noun);
    },
  };
}

export function removeRoute<S extends Schemas>({ database }: Deps, resource: Resource<S>): Route {
  const { noun, plural, verbs, removal } = resource;
  return {
    method: 'delete',
    path: `/v1/${plural}/:id`,
    summary: `Remove a ${noun}`,
    description: removal,
    tags: [plural],
    roles: writers,
    schemas: { params: IdParams },
    refusals: ['not-found', 'conflict'],
    handle: async ({ params }, { actor }) => {
      const id = idOf(params);
      const deed = { actor, action: `${noun}.remove`, subject: id };
      found(await audited(database, deed, (all) => verbs(all).remove(id)), noun);
    },
  };
}

function idOf(params: unknown): string {
  return (params as z.output<typeof IdParams>).id;
}
