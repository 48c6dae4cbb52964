import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type ErasureReceipt, erasureReceiptTable } from '../tables/erasure-receipt.ts';
import { readPage } from './keyset.ts';

export type ErasureReceipts = ReturnType<typeof createErasureReceipts>;

const newestFirst: Order<ErasureReceipt> = {
  list: 'erasure-receipts',
  kinds: ['text'],
  keyOf: ({ id }) => [id],
};

/** Ids grow with time. There is no way to change or remove one. */
export function createErasureReceipts(store: Store) {
  return {
    /** For a receipt that is signed with its id before it is kept. */
    newId: (): string => uuidv7(),
    add: (receipt: ErasureReceipt): Promise<void> =>
      store.write(async (manager) => {
        await manager.insert(erasureReceiptTable, { ...receipt } as never);
      }),
    find: (id: string): Promise<ErasureReceipt | undefined> =>
      store.read(async (manager) => (await manager.findOneBy(erasureReceiptTable, { id })) ?? undefined),
    /** The newest first. */
    list: (request: PageRequest = {}) =>
      store.read((manager) => {
        const query = manager.createQueryBuilder(erasureReceiptTable, 'r');
        return readPage(query, newestFirst, ['r.id'], request, 'DESC');
      }),
  };
}
