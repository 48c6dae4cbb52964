import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type ConsentNotice, consentNoticeTable } from '../tables/consent-notice.ts';
import { readPage } from './keyset.ts';

export type NewNotice = Omit<ConsentNotice, 'publishedAt'>;
export type ConsentNotices = ReturnType<typeof createConsentNotices>;

const newestFirst: Order<ConsentNotice> = {
  list: 'consent-notices',
  kinds: ['moment', 'text'],
  keyOf: ({ publishedAt, version }) => [publishedAt.toISOString(), version],
};

/** Texts that students are shown before they agree. There is no way to change or remove one: somebody agreed to it. */
export function createConsentNotices(store: Store) {
  return {
    /** From now on it is the current one. Throws UniqueViolation on `version`. */
    publish: (notice: NewNotice): Promise<ConsentNotice> =>
      store.write(async (manager) => {
        const row: ConsentNotice = { ...notice, publishedAt: new Date() };
        await manager.insert(consentNoticeTable, { ...row });
        return row;
      }),
    find: (version: string): Promise<ConsentNotice | undefined> =>
      store.read(async (manager) => (await manager.findOneBy(consentNoticeTable, { version })) ?? undefined),
    /** The newest; undefined until one is published. */
    current: (): Promise<ConsentNotice | undefined> =>
      store.read(async (manager) => {
        const order = { publishedAt: 'DESC', version: 'DESC' } as const;
        const [newest] = await manager.find(consentNoticeTable, { order, take: 1 });
        return newest;
      }),
    /** The newest first. */
    list: (request: PageRequest = {}) =>
      store.read((manager) =>
        readPage(
          manager.createQueryBuilder(consentNoticeTable, 'n'),
          newestFirst,
          ['n.publishedAt', 'n.version'],
          request,
          'DESC',
        ),
      ),
  };
}
