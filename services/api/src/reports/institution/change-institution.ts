import { randomUUID } from 'node:crypto';
import { SiteSettings, siteSettingsOf } from '@hadir/contracts';
import type { AuditDetails } from '@hadir/db';
import { type Actor, AppError } from '@hadir/platform';
import { actorName, audited } from '../../shared/audited.ts';
import type { ApiDeps } from '../../shared/deps.ts';
import type { Logo } from './check-logo.ts';

type Deps = Pick<ApiDeps, 'database' | 'objects' | 'log'>;
type Institution = SiteSettings['institution'];

/** How often somebody else may change the settings in between. */
const TRIES = 5;

/** Changes these fields, whatever else of the settings changes at the same time. */
export async function changeInstitution(
  { database }: Pick<Deps, 'database'>,
  change: Partial<Institution>,
  actor: Actor,
): Promise<{ readonly before: Institution; readonly after: Institution }> {
  for (let tried = 0; tried < TRIES; tried++) {
    const stored = await database.siteSettings.read();
    const settings = siteSettingsOf(stored);
    const before = settings.institution;
    const after = { ...before, ...change };
    const values = SiteSettings.parse({ ...settings, institution: after });
    const details: AuditDetails = Object.fromEntries(
      Object.entries(change).map(([field, value]) => [`institution.${field}.after`, value ?? null]),
    );
    const deed = { actor, action: 'site-settings.change', subject: 'site', details };
    const changed = await audited(database, deed, ({ siteSettings }) =>
      siteSettings.change({ version: stored.version, values, by: actorName(actor) }),
    );
    if (changed) return { before, after };
  }
  throw new AppError('conflict', 'the settings are being changed by others; try again', {
    reason: 'changed-meanwhile',
  });
}

/** The new one is stored before it is named, and the old one goes once nothing names it. */
export async function changeLogo(deps: Deps, logo: Logo | undefined, actor: Actor): Promise<void> {
  const { objects, log } = deps;
  const logoKey = logo ? `institution/${randomUUID()}.${logo.extension}` : null;
  if (logo && logoKey) await objects.put(logoKey, logo.bytes, { contentType: logo.contentType });
  const { before } = await changeInstitution(deps, { logoKey }, actor);
  if (before.logoKey === null) return;
  await objects.delete(before.logoKey).catch((error: unknown) => log.warn('old logo not deleted', { error }));
}
