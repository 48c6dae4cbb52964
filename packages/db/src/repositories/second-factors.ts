import type { Store } from '../connection/store.ts';
import { recoveryCodeTable } from '../tables/password-token.ts';

export type SecondFactors = ReturnType<typeof createSecondFactors>;

/** What was used up of users' second factors, and what is left. */
export function createSecondFactors(store: Store) {
  return {
    /** False when a code of this step, or of a later one, was taken before. */
    takeTotpStep: (id: string, step: number): Promise<boolean> =>
      store.write(async (manager) => {
        const result: { affectedRows: number } = await manager.query(
          'UPDATE users SET totp_last_step = ? WHERE id = ? AND (totp_last_step IS NULL OR totp_last_step < ?)',
          [step, id, step],
        );
        return result.affectedRows > 0;
      }),
    /** The only ones from now on; an empty list removes them. */
    setRecoveryCodes: (userId: string, hashes: readonly string[]): Promise<void> =>
      store.write(
        async (manager) => {
          await manager.delete(recoveryCodeTable, { userId });
          if (hashes.length > 0)
            await manager.insert(
              recoveryCodeTable,
              hashes.map((codeHash) => ({ userId, codeHash })),
            );
        },
        { idempotent: true },
      ),
    /** False when the user has no such code left. */
    takeRecoveryCode: (userId: string, codeHash: string): Promise<boolean> =>
      store.write(
        async (manager) =>
          ((await manager.delete(recoveryCodeTable, { userId, codeHash })).affected ?? 0) > 0,
      ),
    countRecoveryCodes: (userId: string): Promise<number> =>
      store.read((manager) => manager.countBy(recoveryCodeTable, { userId })),
  };
}
