import type { Log } from '@hadir/platform';
import type { DeviceCache } from './device-cache.ts';

type Page = { readonly items: readonly { readonly id: string }[]; readonly nextCursor: string | null };

type Deps = {
  readonly devices: { list(request: { readonly limit: number; readonly cursor?: string }): Promise<Page> };
  readonly cache: Pick<DeviceCache, 'find'>;
  readonly log: Log;
};

const PAGE = 200;
/** The rest is read when it first sends. */
const MAX_WARMED = 1000;

/** Reads the devices that there are, so that an ingest that was just started serves them should the database go away. */
export async function warmDevices({ devices, cache, log }: Deps): Promise<void> {
  let warmed = 0;
  try {
    for (let cursor: string | null | undefined; cursor !== null && warmed < MAX_WARMED; ) {
      const page: Page = await devices.list({ limit: PAGE, ...(cursor && { cursor }) });
      for (const { id } of page.items) await cache.find(id);
      warmed += page.items.length;
      cursor = page.nextCursor;
    }
    log.info('devices known', { devices: warmed });
  } catch (error) {
    log.warn('devices not read beforehand', { devices: warmed, error });
  }
}
