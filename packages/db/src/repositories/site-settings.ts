import type { Store } from '../connection/store.ts';
import { type SiteSettingsRow, siteSettingsTable } from '../tables/site-settings.ts';

/** Version 0 with no values until they are changed for the first time. */
export type StoredSettings = {
  readonly version: number;
  readonly values: Readonly<Record<string, unknown>>;
  readonly changedAt: Date | null;
  readonly changedBy: string | null;
};

export type SettingsChange = {
  /** The version that the change is made from. */
  readonly version: number;
  /** All values, not only those that change. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly by: string;
};

export type SiteSettingsStore = ReturnType<typeof createSiteSettings>;

const ONLY = 1;

export function createSiteSettings(store: Store) {
  return {
    /** As they were written; `siteSettingsOf` of the contracts fills in the defaults. */
    read: (): Promise<StoredSettings> =>
      store.read(async (manager) => {
        const row = await manager.findOneBy(siteSettingsTable, { id: ONLY });
        return row ? storedOf(row) : { version: 0, values: {}, changedAt: null, changedBy: null };
      }),
    /** Undefined, and nothing is changed, when somebody else has changed them since `version`. */
    change: (change: SettingsChange): Promise<StoredSettings | undefined> =>
      store.write(async (manager) => {
        const { version, values, by } = change;
        const changedAt = new Date();
        await manager.query(
          `INSERT INTO site_settings (id, version, settings, changed_at, changed_by) VALUES (?, 0, '{}', ?, ?)
           ON DUPLICATE KEY UPDATE id = site_settings.id`,
          [ONLY, changedAt, by],
        );
        const { affected } = await manager.update(
          siteSettingsTable,
          { id: ONLY, version },
          { version: version + 1, values: values as never, changedAt, changedBy: by },
        );
        return affected === 1 ? { version: version + 1, values, changedAt, changedBy: by } : undefined;
      }),
  };
}

function storedOf({ version, values, changedAt, changedBy }: SiteSettingsRow): StoredSettings {
  // The row that a first change which lost a race has left.
  return version === 0
    ? { version, values, changedAt: null, changedBy: null }
    : { version, values, changedAt, changedBy };
}
