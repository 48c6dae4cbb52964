import { UNKNOWN_PREFIX } from '@hadir/contracts';
import type { Log, ObjectStore } from '@hadir/platform';

type Deps = {
  readonly objects: Pick<ObjectStore, 'list' | 'head' | 'delete'>;
  readonly log: Pick<Log, 'info' | 'warn'>;
};

const DAY_MS = 24 * 60 * 60 * 1000;
const PAGE = 500;

/**
 * Deletes the crops of unknown faces that were stored more than `days` ago; answers how many. Sightings stay, without a crop to be
 * read. May run twice, and on several matchers at once.
 */
export async function forgetUnknowns(
  { objects }: Pick<Deps, 'objects'>,
  days: number,
  now = new Date(),
): Promise<number> {
  const storedBefore = new Date(now.getTime() - days * DAY_MS);
  let deleted = 0;
  let cursor: string | null | undefined;
  do {
    const page = await objects.list(UNKNOWN_PREFIX, { limit: PAGE, ...(cursor && { cursor }) });
    for (const key of page.keys) {
      const head = await objects.head(key);
      if (!head || head.modifiedAt >= storedBefore) continue;
      await objects.delete(key);
      deleted += 1;
    }
    cursor = page.nextCursor;
  } while (cursor);
  return deleted;
}

/** Does so now and every day; never without `days`. What fails is done a day later. */
export function forgetUnknownsRegularly({ objects, log }: Deps, days: number | undefined): { close(): void } {
  if (days === undefined) return { close: () => undefined };
  const work = (): void => {
    forgetUnknowns({ objects }, days).then(
      (deleted) => log.info('crops of unknown faces deleted', { deleted, days }),
      (error: unknown) => log.warn('crops of unknown faces not deleted', { error }),
    );
  };
  work();
  const timer = setInterval(work, DAY_MS);
  return { close: () => clearInterval(timer) };
}
