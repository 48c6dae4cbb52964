import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type AuditDetails, type AuditEntry, auditTable } from '../tables/audit-entry.ts';
import { readPage } from './keyset.ts';

export type NewAuditEntry = Pick<AuditEntry, 'actor' | 'action' | 'subjectType' | 'subjectId'> & {
  readonly details?: AuditDetails | undefined;
};
/** With both, only what happened to that subject. */
export type AuditList = PageRequest & {
  readonly subjectType?: string | undefined;
  readonly subjectId?: string | undefined;
};
export type Audit = ReturnType<typeof createAudit>;

const newestFirst: Order<AuditEntry> = { list: 'audit', kinds: ['text'], keyOf: (entry) => [entry.id] };

/** Appends and reads; there is no way to change or remove. */
export function createAudit(store: Store) {
  return {
    append: (entry: NewAuditEntry): Promise<AuditEntry> =>
      store.write((manager) => appendEntry(manager, entry)),
    /** The newest first. */
    list: (request: AuditList = {}) =>
      store.read((manager) => {
        const query = manager.createQueryBuilder(auditTable, 'a');
        const { subjectType, subjectId } = request;
        if (subjectType) query.andWhere('a.subjectType = :subjectType', { subjectType });
        if (subjectId) query.andWhere('a.subjectId = :subjectId', { subjectId });
        return readPage(query, newestFirst, ['a.id'], request, 'DESC');
      }),
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
