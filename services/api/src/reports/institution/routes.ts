import { siteSettingsOf } from '@hadir/contracts';
import { AppError, defineRoute, type Route, Streamed } from '@hadir/platform';
import { z } from 'zod';
import type { ApiDeps } from '../../shared/deps.ts';
import { admins, courseReaders } from '../../shared/roles.ts';
import { line } from '../../shared/schemas.ts';
import { changeInstitution, changeLogo } from './change-institution.ts';
import { receiveLogo } from './receive-logo.ts';

type Deps = Pick<ApiDeps, 'database' | 'objects' | 'log'>;

const tags = ['settings'];
const logoPath = '/v1/settings/logo';
const path = '/v1/settings/institution';
const Change = z.strictObject({ name: line(160).nullable() }).meta({ id: 'InstitutionChange' });
const Institution = z
  .object({ name: z.string().nullable(), hasLogo: z.boolean() })
  .meta({ id: 'Institution' });
const upload = z.object({
  logo: z.string().meta({ format: 'binary', description: 'A PNG or JPEG of at most 512 KB.' }),
});

/** Whose reports these are. */
export function institutionRoutes(deps: Deps): Route[] {
  return [...nameRoutes(deps), ...logoRoutes(deps)];
}

function nameRoutes({ database }: Deps): Route[] {
  const read = async () => {
    const { institution } = siteSettingsOf(await database.siteSettings.read());
    return { name: institution.name, hasLogo: institution.logoKey !== null };
  };
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'Read the institution’s name as reports bear it',
      tags,
      roles: courseReaders,
      schemas: { response: Institution },
      handle: read,
    }),
    defineRoute({
      method: 'put',
      path,
      summary: 'Change the institution’s name as reports bear it',
      tags,
      roles: admins,
      schemas: { body: Change, response: Institution },
      refusals: ['conflict'],
      handle: async ({ body }, { actor }) => {
        await changeInstitution({ database }, body, actor);
        return read();
      },
    }),
  ];
}

function logoRoutes(deps: Deps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: logoPath,
      summary: 'Read the institution’s logo',
      tags,
      roles: courseReaders,
      schemas: {},
      streams: { 'image/png': 'The logo, as it was sent.', 'image/jpeg': 'The logo, as it was sent.' },
      refusals: ['not-found'],
      handle: async () => readLogo(deps),
    }),
    defineRoute({
      method: 'put',
      path: logoPath,
      summary: 'Change the institution’s logo',
      description: 'A PNG without interlacing, or a JPEG; each side 16 to 2,000 pixels.',
      tags,
      roles: admins,
      schemas: { multipart: upload },
      refusals: ['conflict', 'unprocessable', 'too-large', 'unsupported-media'],
      handle: async (_input, { actor, req, res }) => {
        await changeLogo(deps, await receiveLogo(req, res), actor);
        return undefined;
      },
    }),
    defineRoute({
      method: 'delete',
      path: logoPath,
      summary: 'Remove the institution’s logo',
      tags,
      roles: admins,
      schemas: {},
      refusals: ['conflict'],
      handle: async (_input, { actor }) => {
        await changeLogo(deps, undefined, actor);
        return undefined;
      },
    }),
  ];
}

async function readLogo({ database, objects }: Deps): Promise<Streamed> {
  const { logoKey } = siteSettingsOf(await database.siteSettings.read()).institution;
  if (logoKey === null) throw new AppError('not-found', 'no logo was set');
  const bytes = await objects.get(logoKey);
  return new Streamed({
    contentType: logoKey.endsWith('.png') ? 'image/png' : 'image/jpeg',
    chunks: (async function* () {
      yield bytes;
    })(),
  });
}
