import { EXPRESSION_NOTICE, Retention, SiteSettings, siteSettingsOf } from '@hadir/contracts';
import type { AuditDetails, Database, StoredSettings } from '@hadir/db';
import { type Actor, AppError } from '@hadir/platform';
import { actorName, audited } from '../shared/audited.ts';
import { created } from '../shared/found.ts';
import type { SiteSettingsChange } from './settings-schemas.ts';

type Deps = { readonly database: Pick<Database, 'siteSettings' | 'transaction'> };

/**
 * Changes the fields that are given and leaves the others. The audit entry holds the old and the new value of each. Throws
 * AppError('conflict') when the settings are not at the version given any more.
 */
export async function changeSettings(
  { database }: Deps,
  { version, ...change }: SiteSettingsChange,
  actor: Actor,
): Promise<StoredSettings> {
  const stored = await database.siteSettings.read();
  if (stored.version !== version) throw changedMeanwhile(stored.version);
  const before = siteSettingsOf(stored);
  const after = SiteSettings.parse({
    ...before,
    ...definedOf({ ...change, expression: undefined }),
    matchRule: { ...before.matchRule, ...definedOf(change.matchRule ?? {}) },
    retention: retentionAfter(before.retention, change.retention ?? {}),
    expression: expressionAfter(before.expression, change.expression, actor),
  });
  const details = differences(before, after);
  if (Object.keys(details).length === 0) return stored;
  const deed = { actor, action: 'site-settings.change', subject: 'site', details };
  const by = actorName(actor);
  return created(
    await audited(database, deed, async ({ siteSettings }) => {
      const changed = await siteSettings.change({ version, values: after, by });
      if (!changed) throw changedMeanwhile();
      return changed;
    }),
  );
}

/** Throws `AppError('unprocessable')` where sightings would go before their crops, which then nobody found any more. */
function retentionAfter(
  before: SiteSettings['retention'],
  wanted: NonNullable<SiteSettingsChange['retention']>,
): SiteSettings['retention'] {
  const after = Retention.parse({ ...before, ...definedOf(wanted) });
  if (after.sightingDays >= after.evidenceDays) return after;
  const message = 'retention.sightingDays: must be at least retention.evidenceDays';
  throw new AppError('unprocessable', message, { field: 'retention.sightingDays' });
}

function changedMeanwhile(now?: number): AppError {
  const at = now === undefined ? '' : ` (version ${now} now)`;
  const message = `version: the settings were changed meanwhile${at}; read them again and repeat the change`;
  return new AppError('conflict', message, { field: 'version', reason: 'changed-meanwhile' });
}

/** Switching on needs the notice; switching off forgets who accepted it, so that the next one must read it again. */
function expressionAfter(
  before: SiteSettings['expression'],
  wanted: SiteSettingsChange['expression'],
  actor: Actor,
): SiteSettings['expression'] {
  if (!wanted || wanted.enabled === before.enabled) return before;
  if (!wanted.enabled) return { enabled: false, acknowledgedAt: null, by: null };
  if (sameWords(wanted.acknowledgement ?? '', EXPRESSION_NOTICE)) {
    return { enabled: true, acknowledgedAt: new Date().toISOString(), by: actorName(actor) };
  }
  const message = `expression.acknowledgement: to switch it on send this text, word for word: ${EXPRESSION_NOTICE}`;
  throw new AppError('unprocessable', message, {
    field: 'expression.acknowledgement',
    reason: 'not-acknowledged',
  });
}

function sameWords(one: string, other: string): boolean {
  const words = (text: string): string => text.trim().replaceAll(/\s+/g, ' ');
  return words(one) === words(other);
}

function definedOf<Fields extends object>(fields: Fields): Partial<Fields> {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<Fields>;
}

/** `<field>.before` and `<field>.after` of every field that differs. */
function differences(before: SiteSettings, after: SiteSettings): AuditDetails {
  const [old, present] = [flat(before), flat(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(present)])];
  const changed = names.filter((name) => (old[name] ?? null) !== (present[name] ?? null));
  return Object.fromEntries(
    changed.flatMap((name) => [
      [`${name}.before`, old[name] ?? null],
      [`${name}.after`, present[name] ?? null],
    ]),
  );
}

function flat(value: object, prefix = ''): AuditDetails {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) =>
      item !== null && typeof item === 'object'
        ? Object.entries(flat(item, `${prefix}${name}.`))
        : [[prefix + name, item]],
    ),
  );
}
