import { type EntityManager, In } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import { RuleViolation } from '../errors.ts';
import type { Order, PageRequest } from '../page.ts';
import { type User, type UserRole, userTable } from '../tables/user.ts';
import { createCrud, type Patch } from './crud.ts';
import { readPage } from './keyset.ts';

export type NewUser = Pick<User, 'email' | 'name' | 'role'> &
  Partial<Pick<User, 'oidcIssuer' | 'oidcSubject'>>;
export type UserChange = Patch<
  User,
  | 'email'
  | 'name'
  | 'role'
  | 'disabledAt'
  | 'passwordHash'
  | 'passwordChangedAt'
  | 'totpSealed'
  | 'totpEnabledAt'
  | 'totpLastStep'
  | 'oidcIssuer'
  | 'oidcSubject'
  | 'lastSignedInAt'
>;
export type UserList = PageRequest & { readonly role?: UserRole | undefined };
export type Users = ReturnType<typeof createUsers>;

const byEmail: Order<User> = {
  list: 'users',
  kinds: ['text', 'text'],
  keyOf: ({ email, id }) => [email, id],
};

/** Who signs in. E-mail addresses are given in small letters. */
export function createUsers(store: Store) {
  const crud = createCrud(store, userTable);
  return {
    find: crud.find,
    /** The user with exactly this address: the table's collation takes é for e. */
    findByEmail: (email: string): Promise<User | undefined> =>
      store.read(async (manager) => {
        const user = await manager.findOneBy(userTable, { email });
        return user?.email === email ? user : undefined;
      }),
    findByOidc: (oidcIssuer: string, oidcSubject: string): Promise<User | undefined> =>
      store.read(
        async (manager) => (await manager.findOneBy(userTable, { oidcIssuer, oidcSubject })) ?? undefined,
      ),
    findMany: (ids: readonly string[]): Promise<User[]> =>
      store.read((manager) => manager.find(userTable, { where: { id: In([...ids]) }, take: ids.length })),
    list: (request: UserList = {}) =>
      store.read((manager) => {
        const query = manager.createQueryBuilder(userTable, 'u');
        if (request.role) query.andWhere('u.role = :role', { role: request.role });
        return readPage(query, byEmail, ['u.email', 'u.id'], request);
      }),
    /** Throws UniqueViolation on `email` or `oidcSubject`. */
    create: ({ email, name, role, oidcIssuer = null, oidcSubject = null }: NewUser) =>
      crud.insert({
        ...blank,
        id: uuidv7(),
        email,
        name,
        role,
        oidcIssuer,
        oidcSubject,
        createdAt: new Date(),
      }),
    /** Throws UniqueViolation on `email`, and RuleViolation when nobody would be left who administers. */
    update: (id: string, change: UserChange): Promise<User | undefined> =>
      store.write(
        async (manager) => {
          if (leavesAdmins(change)) await keepAnAdmin(manager, id);
          const fields = Object.fromEntries(
            Object.entries(change).filter(([, value]) => value !== undefined),
          );
          if (Object.keys(fields).length > 0) await manager.update(userTable, { id }, fields);
          return (await manager.findOneBy(userTable, { id })) ?? undefined;
        },
        { idempotent: true },
      ),
    /** With sessions, tokens, API keys and courses. False when there is no such user; throws as `update`. */
    remove: (id: string): Promise<boolean> =>
      store.write(async (manager) => {
        await keepAnAdmin(manager, id);
        return ((await manager.delete(userTable, { id })).affected ?? 0) > 0;
      }),
  };
}

const blank = {
  passwordHash: null,
  passwordChangedAt: null,
  totpSealed: null,
  totpEnabledAt: null,
  totpLastStep: null,
  lastSignedInAt: null,
  disabledAt: null,
} satisfies Partial<User>;

function leavesAdmins({ role, disabledAt }: UserChange): boolean {
  return (role !== undefined && role !== 'admin') || Boolean(disabledAt);
}

/** Two who step down at once wait for each other here. */
async function keepAnAdmin(manager: EntityManager, leavingId: string): Promise<void> {
  const rows: { id: string }[] = await manager.query(
    "SELECT id FROM users WHERE role = 'admin' AND disabled_at IS NULL ORDER BY id FOR UPDATE",
  );
  const isAdmin = rows.some(({ id }) => id === leavingId);
  if (isAdmin && rows.length === 1) throw new RuleViolation('users__an_active_administrator_remains');
}
