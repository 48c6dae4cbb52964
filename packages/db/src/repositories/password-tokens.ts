import { MoreThan } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import { type PasswordToken, passwordTokenTable } from '../tables/password-token.ts';

export type NewPasswordToken = Pick<PasswordToken, 'userId' | 'purpose' | 'tokenHash' | 'expiresAt'>;
export type PasswordTokens = ReturnType<typeof createPasswordTokens>;

/** Links by which users set a password. */
export function createPasswordTokens(store: Store) {
  return {
    /** The user's only one from now on. Throws MissingReference on `userId`. */
    replace: (token: NewPasswordToken): Promise<PasswordToken> =>
      store.write(async (manager) => {
        const row: PasswordToken = { id: uuidv7(), ...token, createdAt: new Date() };
        await manager.delete(passwordTokenTable, { userId: token.userId });
        await manager.insert(passwordTokenTable, row);
        return row;
      }),
    find: (tokenHash: string, at = new Date()): Promise<PasswordToken | undefined> =>
      store.read(
        async (manager) =>
          (await manager.findOneBy(passwordTokenTable, { tokenHash, expiresAt: MoreThan(at) })) ?? undefined,
      ),
    /** Undefined when there is none, or somebody was faster. */
    take: (tokenHash: string, at = new Date()): Promise<PasswordToken | undefined> =>
      store.write(async (manager) => {
        const token = await manager.findOneBy(passwordTokenTable, { tokenHash, expiresAt: MoreThan(at) });
        if (!token) return undefined;
        const { affected } = await manager.delete(passwordTokenTable, { id: token.id });
        return affected ? token : undefined;
      }),
    removeOfUser: (userId: string): Promise<void> =>
      store.write(
        async (manager) => {
          await manager.delete(passwordTokenTable, { userId });
        },
        { idempotent: true },
      ),
  };
}
