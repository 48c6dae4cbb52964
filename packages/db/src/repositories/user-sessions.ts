import { type EntityManager, IsNull, MoreThan, Not } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import { type User, userTable } from '../tables/user.ts';
import { type UserSession, userSessionTable } from '../tables/user-session.ts';

export type NewUserSession = Pick<UserSession, 'userId' | 'tokenHash' | 'method' | 'agent' | 'expiresAt'>;
export type UserSessions = ReturnType<typeof createUserSessions>;

/** Sessions that one user has at once at most: the oldest ends when there is one more. */
export const MOST_USER_SESSIONS = 20;

/** Where users are signed in. */
export function createUserSessions(store: Store) {
  return {
    /** What is over is removed on the way. */
    create: (session: NewUserSession, at = new Date()): Promise<UserSession> =>
      store.write((manager) => insertSession(manager, session, at)),
    /** With its user; only while it is neither revoked nor over and its user is not disabled. */
    findByHash: (
      tokenHash: string,
      at = new Date(),
    ): Promise<{ session: UserSession; user: User } | undefined> =>
      store.read(async (manager) => {
        const session = await manager.findOneBy(userSessionTable, {
          tokenHash,
          revokedAt: IsNull(),
          expiresAt: MoreThan(at),
        });
        if (!session) return undefined;
        const user = await manager.findOneBy(userTable, { id: session.userId, disabledAt: IsNull() });
        return user ? { session, user } : undefined;
      }),
    touch: (id: string, at: Date): Promise<void> =>
      store.write(
        async (manager) => {
          await manager.query('UPDATE user_sessions SET last_used_at = ? WHERE id = ? AND last_used_at < ?', [
            at,
            id,
            at,
          ]);
        },
        { idempotent: true },
      ),
    revoke: (id: string, at = new Date()): Promise<void> =>
      store.write(
        async (manager) => {
          await manager.update(userSessionTable, { id, revokedAt: IsNull() }, { revokedAt: at });
        },
        { idempotent: true },
      ),
    /** All of a user's but the one named; answers how many there were. */
    revokeOfUser: (userId: string, exceptId?: string, at = new Date()): Promise<number> =>
      store.write(async (manager) => {
        const others = exceptId ? { id: Not(exceptId) } : {};
        const result = await manager.update(
          userSessionTable,
          { userId, revokedAt: IsNull(), ...others },
          { revokedAt: at },
        );
        return result.affected ?? 0;
      }),
    /** Those that are open at a moment, the newest first. */
    openOf: (userId: string, at = new Date()): Promise<UserSession[]> =>
      store.read((manager) =>
        manager.find(userSessionTable, {
          where: { userId, revokedAt: IsNull(), expiresAt: MoreThan(at) },
          order: { createdAt: 'DESC', id: 'DESC' },
          take: MOST_USER_SESSIONS,
        }),
      ),
  };
}

async function insertSession(
  manager: EntityManager,
  session: NewUserSession,
  at: Date,
): Promise<UserSession> {
  const row: UserSession = { id: uuidv7(), ...session, createdAt: at, lastUsedAt: at, revokedAt: null };
  const { userId } = session;
  await manager.query(
    'DELETE FROM user_sessions WHERE user_id = ? AND (expires_at < ? OR revoked_at IS NOT NULL)',
    [userId, at],
  );
  const ending = await manager.find(userSessionTable, {
    where: { userId },
    order: { createdAt: 'DESC', id: 'DESC' },
    skip: MOST_USER_SESSIONS - 1,
    take: MOST_USER_SESSIONS,
  });
  for (const { id } of ending) await manager.delete(userSessionTable, { id });
  await manager.insert(userSessionTable, row);
  return row;
}
