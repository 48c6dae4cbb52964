import { type EntityManager, In } from 'typeorm';
import type { Store } from '../connection/store.ts';
import { type ClassSession, sessionTable } from '../tables/class-session.ts';
import { type ImportedSession, importedSessionTable } from '../tables/imported-session.ts';

export type ImportedPair = { readonly origin: ImportedSession; readonly session: ClassSession };
export type ImportedSessions = ReturnType<typeof createImportedSessions>;

/** UIDs that are looked up in one statement. */
const UIDS_A_STATEMENT = 500;

/** Which events of calendar files sessions were made from. */
export function createImportedSessions(store: Store) {
  return {
    /** Every session that was made from an event with one of these UIDs. */
    ofUids: (uids: readonly string[]): Promise<ImportedPair[]> =>
      store.read(async (manager) => {
        const pairs: ImportedPair[] = [];
        for (let from = 0; from < uids.length; from += UIDS_A_STATEMENT) {
          pairs.push(...(await pairsOf(manager, uids.slice(from, from + UIDS_A_STATEMENT))));
        }
        return pairs;
      }),
    /** Notes, or notes anew, what sessions were made from. */
    note: (origins: readonly ImportedSession[]): Promise<void> =>
      store.write(
        async (manager) => {
          for (let from = 0; from < origins.length; from += UIDS_A_STATEMENT) {
            const part = origins.slice(from, from + UIDS_A_STATEMENT).map((origin) => ({ ...origin }));
            await manager.upsert(importedSessionTable, part, ['sessionId']);
          }
        },
        { idempotent: true },
      ),
  };
}

async function pairsOf(manager: EntityManager, uids: readonly string[]): Promise<ImportedPair[]> {
  const origins = await manager.findBy(importedSessionTable, { uid: In([...uids]) });
  const sessions = await manager.findBy(sessionTable, { id: In(origins.map(({ sessionId }) => sessionId)) });
  const byId = new Map(sessions.map((session) => [session.id, session]));
  return origins.flatMap((origin) => {
    const session = byId.get(origin.sessionId);
    return session ? [{ origin, session }] : [];
  });
}
