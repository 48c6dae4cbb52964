import { type EntityManager, IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import type { Order, Page, PageRequest } from '../page.ts';
import {
  type FirmwareImage,
  type FirmwareRelease,
  firmwareReleaseTable,
} from '../tables/firmware-release.ts';
import { readPage } from './keyset.ts';

export type NewFirmwareRelease = Omit<
  FirmwareImage,
  'id' | 'createdAt' | 'withdrawnAt' | 'withdrawnBy' | 'forcedAt'
> & { readonly forced: boolean };
export type FirmwareReleaseChange = {
  readonly rolloutPercent?: number | undefined;
  readonly forced?: boolean | undefined;
  readonly notes?: string | null | undefined;
};
export type FirmwareReleaseList = PageRequest & {
  readonly target?: FirmwareRelease['target'] | undefined;
};
export type FirmwareReleases = ReturnType<typeof createFirmwareReleases>;

/** Releases that devices may still be given, of all targets; older ones beyond it are never offered. */
const MOST_PUBLISHED_RELEASES = 200;

/** Ids grow with time. */
const newestFirst: Order<FirmwareImage> = {
  list: 'firmware-releases',
  kinds: ['text'],
  keyOf: ({ id }) => [id],
};

/** Releases of the firmware. Only `image` reads an image. */
export function createFirmwareReleases(store: Store) {
  return { ...createReading(store), ...createWriting(store) };
}

function createReading(store: Store) {
  return {
    find: (id: string): Promise<FirmwareRelease | undefined> => store.read((manager) => findIn(manager, id)),
    /** The newest first. */
    list: (request: FirmwareReleaseList = {}): Promise<Page<FirmwareRelease>> =>
      store.read((manager) => {
        const query = manager.createQueryBuilder(firmwareReleaseTable, 'f');
        if (request.target) query.where('f.target = :target', { target: request.target });
        return readPage(query, newestFirst, ['f.id'], request, 'DESC');
      }),
    /** Those that are not withdrawn, the newest MOST_PUBLISHED_RELEASES of them. */
    published: (): Promise<FirmwareRelease[]> =>
      store.read((manager) =>
        manager.find(firmwareReleaseTable, {
          where: { withdrawnAt: IsNull() },
          order: { id: 'DESC' },
          take: MOST_PUBLISHED_RELEASES,
        }),
      ),
    /** The release whose key the next one of the target is expected to have: the newest that is not withdrawn, else the newest. */
    latest: (target: FirmwareRelease['target']): Promise<FirmwareRelease | undefined> =>
      store.read(async (manager) => {
        const newest = (where: object) =>
          manager.findOne(firmwareReleaseTable, { where: { target, ...where }, order: { id: 'DESC' } });
        return (await newest({ withdrawnAt: IsNull() })) ?? (await newest({})) ?? undefined;
      }),
    /** The program itself; undefined when there is no such release. */
    image: (id: string): Promise<Buffer | undefined> =>
      store.read(async (manager) => {
        const row = await manager.findOne(firmwareReleaseTable, { where: { id }, select: { image: true } });
        return row?.image;
      }),
  };
}

function createWriting(store: Store) {
  return {
    /** Throws UniqueViolation on `version`: a version of a target is published once and for all, withdrawn or not. */
    create: async ({ forced, ...wanted }: NewFirmwareRelease): Promise<FirmwareRelease> => {
      const createdAt = new Date();
      const forcedAt = forced ? createdAt : null;
      const row = { ...wanted, id: uuidv7(), createdAt, forcedAt, withdrawnAt: null, withdrawnBy: null };
      await store.write((manager) => manager.insert(firmwareReleaseTable, row));
      const { image: _image, ...release } = row;
      return release;
    },
    /** Undefined when there is no such release. `forced` counts from now on, also for one that is forced already. */
    update: (
      id: string,
      { forced, ...change }: FirmwareReleaseChange,
    ): Promise<FirmwareRelease | undefined> =>
      store.write(
        async (manager) => {
          const wanted = Object.entries(change).filter(([, value]) => value !== undefined);
          if (wanted.length > 0)
            await manager.update(firmwareReleaseTable, { id }, Object.fromEntries(wanted));
          if (forced !== undefined)
            await manager.update(firmwareReleaseTable, { id }, { forcedAt: forced ? new Date() : null });
          return findIn(manager, id);
        },
        { idempotent: true },
      ),
    /** For good: its version stays taken. A second call keeps the first moment. Undefined when there is no such release. */
    withdraw: (id: string, by: string, at = new Date()): Promise<FirmwareRelease | undefined> =>
      store.write(
        async (manager) => {
          const change = { withdrawnAt: at, withdrawnBy: by };
          await manager.update(firmwareReleaseTable, { id, withdrawnAt: IsNull() }, change);
          return findIn(manager, id);
        },
        { idempotent: true },
      ),
  };
}

async function findIn(manager: EntityManager, id: string): Promise<FirmwareRelease | undefined> {
  return (await manager.findOneBy(firmwareReleaseTable, { id })) ?? undefined;
}
