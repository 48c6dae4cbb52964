import type { FirmwareRelease } from '@hadir/db';
import { defineRoute, type Route } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { admins, readers } from '../shared/roles.ts';
import { IdParams } from '../shared/schemas.ts';
import { changeRelease, withdrawRelease } from './change-release.ts';
import {
  FirmwareCounts,
  NewRelease,
  Release,
  ReleaseChange,
  ReleasePage,
  ReleaseQuery,
  StatusPage,
  StatusQuery,
} from './firmware-schemas.ts';
import { publishRelease } from './publish-release.ts';
import { countVersions, readStatus } from './read-status.ts';
import { receiveRelease } from './receive-release.ts';

type Deps = Pick<ApiDeps, 'database' | 'announce' | 'deviceHealth'>;

const path = '/v1/firmware/:id';
const tags = ['firmware'];

export function firmwareRoutes(deps: Deps): Route[] {
  return [...statusRoutes(deps), ...readingRoutes(deps), ...writingRoutes(deps)];
}

function statusRoutes(deps: Deps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/firmware/status',
      summary: 'List which firmware each device runs and is to run',
      description: 'By id, without revoked devices; a page may therefore be short.',
      tags,
      roles: readers,
      schemas: { query: StatusQuery, response: StatusPage },
      handle: async ({ query }) => {
        const { items, nextCursor } = await deps.database.devices.list(query);
        return { items: await readStatus(deps, items), nextCursor };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/firmware/versions',
      summary: 'Count the devices that run each version',
      tags,
      roles: readers,
      schemas: { response: FirmwareCounts },
      handle: () => countVersions(deps),
    }),
  ];
}

function readingRoutes({ database }: Deps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/firmware',
      summary: 'List releases of the firmware, the newest first',
      tags,
      roles: readers,
      schemas: { query: ReleaseQuery, response: ReleasePage },
      handle: async ({ query }) => {
        const { items, nextCursor } = await database.firmwareReleases.list(query);
        return { items: items.map(viewOf), nextCursor };
      },
    }),
    defineRoute({
      method: 'get',
      path,
      summary: 'Read a release',
      tags,
      roles: readers,
      schemas: { params: IdParams, response: Release },
      refusals: ['not-found'],
      handle: async ({ params }) => viewOf(found(await database.firmwareReleases.find(params.id), 'release')),
    }),
  ];
}

function writingRoutes(deps: Deps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/firmware',
      summary: 'Publish a release',
      description:
        'Its version is taken for good. Nobody is offered it before `rolloutPercent` says so. The image must say that it is of this target and version (else `other-image`), the signature must be good for the key, and the key that of the release before, unless `newKey` is said.',
      tags,
      roles: admins,
      status: 201,
      schemas: { multipart: NewRelease, response: Release },
      refusals: ['unsupported-media', 'too-large', 'unprocessable', 'conflict'],
      handle: async (_input, { actor, req, res }) =>
        viewOf(await publishRelease(deps, await receiveRelease(req, res), actor)),
    }),
    defineRoute({
      method: 'patch',
      path,
      summary: 'Roll a release out further or less far, or force it',
      description:
        'Raising the percentage adds devices and leaves none out. A forced release is taken by devices with a newer version too, and holds those that it covers until another is published.',
      tags,
      roles: admins,
      schemas: { params: IdParams, body: ReleaseChange, response: Release },
      refusals: ['not-found', 'conflict'],
      handle: async ({ params, body }, { actor }) =>
        viewOf(await changeRelease(deps, params.id, body, actor)),
    }),
    defineRoute({
      method: 'post',
      path: `${path}/withdraw`,
      summary: 'Withdraw a release for good',
      description: 'Within seconds no device is offered it or can get it. Devices that have it keep it.',
      tags,
      roles: admins,
      schemas: { params: IdParams, response: Release },
      refusals: ['not-found'],
      handle: async ({ params }, { actor }) => viewOf(await withdrawRelease(deps, params.id, actor)),
    }),
  ];
}

function viewOf({ signature: _signature, ...release }: FirmwareRelease) {
  return {
    ...release,
    forced: release.forcedAt !== null,
    state: release.withdrawnAt ? ('withdrawn' as const) : ('published' as const),
  };
}
