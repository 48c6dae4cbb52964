import { type SiteSettings, siteSettingsOf } from '@hadir/contracts';
import type { Database } from '@hadir/db';

/** The site's settings, at most MAX_AGE_MS old. Rejects only before they could be read for the first time. */
export type ReadSiteSettings = () => Promise<SiteSettings>;

const MAX_AGE_MS = 2000;

/** What is in force while the database is away stays in force: its absence must not change how people are recognised. */
export function createReadSiteSettings(
  siteSettings: Pick<Database['siteSettings'], 'read'>,
  maxAgeMs = MAX_AGE_MS,
): ReadSiteSettings {
  let known: { readonly settings: SiteSettings; readonly readAtMs: number } | undefined;
  let reading: Promise<SiteSettings> | undefined;

  async function read(): Promise<SiteSettings> {
    const readAtMs = performance.now();
    try {
      known = { settings: siteSettingsOf(await siteSettings.read()), readAtMs };
      return known.settings;
    } catch (error) {
      if (known) return known.settings;
      throw error;
    } finally {
      reading = undefined;
    }
  }

  return async () => {
    if (known && performance.now() - known.readAtMs <= maxAgeMs) return known.settings;
    reading ??= read();
    return reading;
  };
}
