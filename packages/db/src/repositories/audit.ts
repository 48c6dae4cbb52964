import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type AuditDetails, type AuditEntry, auditTable } from '../tables/audit-entry.ts';
import { type AuditHead, auditHeadTable } from '../tables/audit-head.ts';
import { sealEntries } from './audit-chain/seal-entries.ts';
import { type ChainVerification, type VerifyOptions, verifyChain } from './audit-chain/verify-chain.ts';
import { readPage } from './keyset.ts';

export type NewAuditEntry = Pick<AuditEntry, 'actor' | 'action' | 'subjectType' | 'subjectId'> & {
  readonly details?: AuditDetails | undefined;
};
/** With `subjectType` and `subjectId`, only what happened to that subject. */
export type AuditList = PageRequest & {
  readonly subjectType?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
};
export type Audit = ReturnType<typeof createAudit>;

const newestFirst: Order<AuditEntry> = { list: 'audit', kinds: ['text'], keyOf: (entry) => [entry.id] };

const FILTERS = ['subjectType', 'subjectId', 'actor', 'action'] as const;

/** Appends, seals and reads; there is no way to change what an entry says, or to remove it. */
export function createAudit(store: Store) {
  return {
    append: (entry: NewAuditEntry): Promise<AuditEntry> =>
      store.write((manager) => appendEntry(manager, entry)),
    /** The newest first. */
    list: (request: AuditList = {}) =>
      store.read((manager) => {
        const query = manager.createQueryBuilder(auditTable, 'a');
        for (const name of FILTERS) {
          if (request[name]) query.andWhere(`a.${name} = :${name}`, { [name]: request[name] });
        }
        return readPage(query, newestFirst, ['a.id'], request, 'DESC');
      }),
    /** See sealEntries. */
    seal: (before: Date): Promise<AuditHead | undefined> => sealEntries(store, before),
    /** Where the chain stands; undefined until something was sealed. */
    head: (): Promise<AuditHead | undefined> =>
      store.read(async (manager) => {
        const [head] = await manager.find(auditHeadTable, { order: { seq: 'DESC' }, take: 1 });
        return head && head.seq > 0 ? head : undefined;
      }),
    /** See verifyChain. */
    verify: (options?: VerifyOptions): Promise<ChainVerification> => verifyChain(store, options),
  };
}

/** In the transaction of what it tells of. */
export async function appendEntry(manager: EntityManager, entry: NewAuditEntry): Promise<AuditEntry> {
  const { actor, action, subjectType, subjectId, details = {} } = entry;
  const unsealed = { seq: null, prevHash: null, hash: null, sealedAt: null };
  const said = { actor, action, subjectType, subjectId, details };
  const row: AuditEntry = { id: uuidv7(), at: new Date(), ...said, ...unsealed };
  await manager.insert(auditTable, { ...row } as never);
  return row;
}
