import { EXPRESSION_NOTICE, siteSettingsOf } from '@hadir/contracts';
import type { StoredSettings } from '@hadir/db';
import { defineRoute, type Route } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { admins, writers } from '../shared/roles.ts';
import { changeSettings } from './change-settings.ts';
import { SiteSettingsChange, SiteSettingsView } from './settings-schemas.ts';

const path = '/v1/settings';
const tags = ['settings'];

export function settingsRoutes({ database }: Pick<ApiDeps, 'database'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'Read the settings of the site',
      tags,
      roles: writers,
      schemas: { response: SiteSettingsView },
      handle: async () => viewOf(await database.siteSettings.read()),
    }),
    defineRoute({
      method: 'put',
      path,
      summary: 'Change settings of the site',
      description:
        'Fields that are left out stay as they are. The old and the new values are kept in the audit log. Matchers follow within two seconds.',
      tags,
      roles: admins,
      schemas: { body: SiteSettingsChange, response: SiteSettingsView },
      refusals: ['conflict', 'unprocessable'],
      handle: async ({ body }, { actor }) => viewOf(await changeSettings({ database }, body, actor)),
    }),
  ];
}

function viewOf(stored: StoredSettings): SiteSettingsView {
  const { version, changedAt, changedBy } = stored;
  return { version, ...siteSettingsOf(stored), expressionNotice: EXPRESSION_NOTICE, changedAt, changedBy };
}
