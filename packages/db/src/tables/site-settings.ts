import { EntitySchema } from 'typeorm';
import { moment, primary, text } from './columns.ts';

/** The one row of a site's settings. */
export type SiteSettingsRow = {
  readonly id: number;
  /** Grows by one with every change. */
  readonly version: number;
  readonly values: Readonly<Record<string, unknown>>;
  readonly changedAt: Date;
  readonly changedBy: string;
};

export const siteSettingsTable = new EntitySchema<SiteSettingsRow>({
  name: 'SiteSettings',
  tableName: 'site_settings',
  columns: {
    id: { name: 'id', type: 'smallint', unsigned: true, ...primary },
    version: { name: 'version', type: 'int', unsigned: true },
    values: { name: 'settings', type: 'json' },
    changedAt: moment('changed_at'),
    changedBy: text('changed_by', 120),
  },
});
